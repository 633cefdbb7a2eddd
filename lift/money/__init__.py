"""Effect and spend -> euro per euro."""
