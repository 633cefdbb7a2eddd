"""What could be wrong? One file a threat."""
