"""Scores (综合得分) of a person's own table: weighed, ranked, cut into tiers, and how sure each rank is."""
