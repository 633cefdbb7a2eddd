"""rows -> Panel: reading, validating, aggregating."""
