"""The records of the register, as Pydantic models and as the documents they are stored as."""
