"""Prepares the owner of a phone locked by its Mi Account for Xiaomi's official ways out."""


def __getattr__(name: str) -> str:
    """Read the version only when somebody asks for it: the look-up costs more than the import."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("micloud-helper")
    except PackageNotFoundError:
        return "0"
