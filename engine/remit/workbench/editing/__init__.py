"""What editors ask of rule files and manifests, answered from an analysis and a place in a text."""
