"""What runs the queries: one file an engine, all behind `protocol.Engine`; `lift.data.engine.connect` chooses."""
