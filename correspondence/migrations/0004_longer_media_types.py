from django.db import migrations, models


class Migration(migrations.Migration):
    """Excel's media type has 65 characters."""

    dependencies = [
        ('correspondence', '0003_letters_once_per_dossier'),
    ]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='media_type',
            field=models.CharField(max_length=100, verbose_name='filtyp'),
        ),
    ]
