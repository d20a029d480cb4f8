"""P15: an upgrade that fails eats nothing."""

from ngo2.operations import databases

PLANTED = "ngo2.operations.tests.planted.settings"
BROKEN_PAGES = "ngo2.operations.tests.planted.broken_pages"


def test_promise_P15_a_migration_that_fails_leaves_everything_as_it_was(lived_in):
    before, media = lived_in.fingerprint(), lived_in.media()
    run = lived_in.ngo2("upgrade", DJANGO_SETTINGS_MODULE=PLANTED)
    assert run.returncode == 1
    assert "a planted fault" in run.stderr
    assert (run.stderr.count("\n"), "Traceback" in run.stderr) == (1, False)
    assert "planted.0001_eats" in run.stdout
    assert (lived_in.fingerprint(), lived_in.media()) == (before, media)


def test_the_planted_migrations_do_eat(lived_in):
    """The twin: the same version, migrated without `upgrade`."""
    before = lived_in.fingerprint()
    assert lived_in.ngo2("migrate", "-v0", DJANGO_SETTINGS_MODULE=PLANTED).returncode != 0
    assert "ui_pageversion" in before.differences(lived_in.fingerprint())


def test_pages_that_do_not_answer_put_everything_back(lived_in):
    before = lived_in.fingerprint()
    run = lived_in.ngo2("upgrade", DJANGO_SETTINGS_MODULE=BROKEN_PAGES)
    assert (run.returncode, "Traceback" in run.stderr) == (1, False)
    assert lived_in.fingerprint() == before


def test_an_upgrade_that_works_keeps_every_row(lived_in):
    before = lived_in.fingerprint()
    run = lived_in.ngo2("upgrade")
    assert run.returncode == 0, run.stderr
    after = lived_in.fingerprint()
    changed = set(before.differences(after)) & set(before.rows)
    assert changed <= databases.MADE_BY_MIGRATING
    assert list(lived_in.data.glob("backups/*.backup"))


def test_a_plan_changes_nothing(lived_in):
    before = lived_in.fingerprint()
    run = lived_in.ngo2("upgrade", "--plan", DJANGO_SETTINGS_MODULE=PLANTED)
    assert run.returncode == 0
    assert [line.split(":")[0] for line in run.stdout.splitlines() if line.startswith("planted")] == [
        "planted.0001_eats",
        "planted.0001_eats",
        "planted.0002_fails",
    ]
    assert lived_in.fingerprint() == before
