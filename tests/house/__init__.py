"""Tests of the walls: rules of the house that hold for every file and every room."""
