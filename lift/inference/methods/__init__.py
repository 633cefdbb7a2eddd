"""How sure? One file an inference that asks an estimator again; `lift.inference.REGISTRY` names them."""
