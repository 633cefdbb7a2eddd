"""The words of the project: types, names, errors. Imports nothing of the project."""
