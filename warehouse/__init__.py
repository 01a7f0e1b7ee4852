"""What the data are: words, storage, models, questions, exhibits. Knows nothing of pipelines or dashboards."""
