"""Floor 1: manifests: YAML to documents, JSON Schema to types, validation, paths."""
