"""How sure? One file a method."""
