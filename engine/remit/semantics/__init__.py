"""Floor 2: what rules mean before they run: builtins and the checker."""
