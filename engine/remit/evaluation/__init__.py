"""Floor 3: rules meet manifests: interpreter, blame, findings."""
