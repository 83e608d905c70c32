"""Decisions as they were spoken: votes with their counts, and who was there.

`find_votes`, `find_attendance`, `proclamations` and `find_unanswered` are the doors.
"""
