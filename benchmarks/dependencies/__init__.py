"""What the program depends on: whether the lowest versions it allows pass its tests, and a bill of materials."""
