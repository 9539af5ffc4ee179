from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def last_word(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What the letters have called each grant until now: the last word of its name."""
    for grant in apps.get_model('grants', 'Grant').objects.filter(short_name=''):
        grant.short_name = grant.name.split()[-1][:40]
        grant.save(update_fields=['short_name'])


class Migration(migrations.Migration):

    dependencies = [
        ('grants', '0002_amendments_settled_duties_and_short_names'),
    ]

    operations = [
        migrations.RunPython(last_word, migrations.RunPython.noop),
    ]
