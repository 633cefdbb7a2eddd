"""Test and control: units, matching, evidence."""
