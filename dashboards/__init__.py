"""The screen: Dash pages that draw exhibits. It asks the warehouse only, never the pipelines."""
