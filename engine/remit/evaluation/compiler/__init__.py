"""The compiler: rules as Python functions that say which bindings pass."""
