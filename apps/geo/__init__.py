"""The pure kit: measures, facts, calibration, snapping, segmentation. Knows no Django and no database."""
