"""Every change to the register: one function per intention, all through one gate."""
