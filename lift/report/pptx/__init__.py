"""The report as slides: native charts and tables, notes in plain words, in an own look or an agency's template."""
