"""What every report is made of: pages, workbooks, files, provenance, progress."""
