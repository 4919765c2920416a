"""Run as `python -m micloud_helper`."""

from micloud_helper.cli import main

main()
