"""What would have been sold? One file an estimator."""
