"""The language server: open buffers over the disk, and the protocol, by pygls."""
