"""What a person sees of runs: pages that stand alone, and figures."""
