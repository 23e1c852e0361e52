"""What the days, waivers and bases make of findings, without a disk."""
