"""The commands: each reads options, calls one function and renders its value."""
