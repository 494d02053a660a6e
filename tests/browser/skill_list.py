"""A skill list small enough to load for every test: real ids and names from several fields, of all three types."""

from __future__ import annotations

from skills.taxonomy.base import ListedSkill, SkillList

CATEGORIES = {
    "1.0": ("Administration", ""),
    "3.0": ("Analysis", ""),
    "3.0.115.0": ("Business Intelligence Software", "3.0"),
    "3.0.116.0": ("Data Analysis", "3.0"),
    "5.0": ("Business", ""),
    "5.0.164.0": ("Project Management", "5.0"),
    "13.0": ("Finance", ""),
    "16.0": ("Human Resources", ""),
    "17.0": ("Information Technology", ""),
    "17.0.464.0": ("Query Languages", "17.0"),
    "17.0.471.0": ("Scripting Languages", "17.0"),
    "19.0": ("Law, Regulation, and Compliance", ""),
    "23.0": ("Media and Communications", ""),
    "26.0": ("Physical and Inherent Abilities", ""),
}

SKILLS = (
    ("ESFA9982A2A945E439CB", "Analytical Skills", "common", "26.0"),
    ("KS1243976G466GV63ZBY", "French Language", "common", "23.0"),
    ("KS123K75YYK8VGH90NCS", "English Language", "common", "23.0"),
    ("KS1200H6XYN1CR0G5NZ0", "Microsoft Excel", "common", "1.0"),
    ("KS1280B68GD79P4WMVYW", "Presentations", "common", "23.0"),
    ("BGS1ADAA36DB65721AA3", "Report Writing", "common", "23.0"),
    ("KS1203C6N9B52QGB4H67", "Research", "common", "23.0"),
    ("KS126X663B21NB77ZHSP", "Negotiation", "common", "23.0"),
    ("KSKJX44T33B6D4UCC8CB", "Teamwork", "common", "26.0"),
    ("KS125F678LV2KB3Z5XW0", "Problem Solving", "common", "26.0"),
    ("KS13USA80NE38XJHA2TL", "Power BI", "specialized", "3.0.115.0"),
    ("KS441626TDSV2J6GBB86", "Tableau (Business Intelligence Software)", "specialized", "3.0.115.0"),
    ("KS120GV6C72JMSZKMTD7", "Data Analysis", "specialized", "3.0.116.0"),
    ("KS440Y975RD841M02V3S", "Statistics", "specialized", "3.0"),
    ("KS122Q960QYMW3YH0YWF", "Data Visualization", "specialized", "3.0"),
    ("KS440W865GC4VRBW6LJP", "SQL (Programming Language)", "specialized", "17.0.464.0"),
    ("KS125LS6N7WP4S6SFTCK", "Python (Programming Language)", "specialized", "17.0.471.0"),
    ("KS124DQ6JX0NX9DBFDM8", "R (Programming Language)", "specialized", "17.0.471.0"),
    ("KS122PG64BT2BT6X15HF", "Data Management", "specialized", "17.0"),
    ("ESA91D8112EB9ECA3570", "Git (Version Control System)", "specialized", "17.0"),
    ("KS1220H6CP1BQGH9STNK", "Cloud Computing", "specialized", "17.0"),
    ("KS120JQ70DXY0GB5YQJ1", "Software Testing", "specialized", "17.0"),
    ("KS120L96KMYTDJ48NRSH", "Software Development", "specialized", "17.0"),
    ("KS1267F6MSPN366LX7ST", "Project Management", "specialized", "5.0.164.0"),
    ("KS125ZB6BWF5RY40BH1B", "Risk Management", "specialized", "5.0"),
    ("KS120HK5XY6JV257QLTX", "Budgeting", "specialized", "13.0"),
    ("KS1203W702ND09XHKJR5", "Accounting", "specialized", "13.0"),
    ("KS1203V5WXB7NG26XSR8", "Accounts Payable", "specialized", "13.0"),
    ("KS120RN6FDTS9FLCH3T0", "Auditing", "specialized", "19.0"),
    ("BGS5369125974EE29364", "Employment Equity", "specialized", "16.0"),
    ("KS124TG6C6GQ3RGYBJ3G", "Human Resource Management", "specialized", "16.0"),
    ("ESE495A4017EB9404B8C", "Valid Driver's License", "certification", "19.0"),
)

SKILL_LIST = SkillList(
    source="package",
    version="browser-tests",
    categories=CATEGORIES,
    skills=tuple(ListedSkill(*skill) for skill in SKILLS),
)

PYTHON = "KS125LS6N7WP4S6SFTCK"
SQL = "KS440W865GC4VRBW6LJP"
EXCEL = "KS1200H6XYN1CR0G5NZ0"
POWER_BI = "KS13USA80NE38XJHA2TL"
