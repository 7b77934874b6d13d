"""Speed, measured as ratios against an engine or a baseline in the same run."""
