"""study.toml and the whole chain."""
