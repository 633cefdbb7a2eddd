"""How a report looks and whom it names: the agency's theme, texts of its own, pseudonyms; never a number."""
