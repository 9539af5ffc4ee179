from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repayments', '0007_reversals_and_reference_rates'),
    ]

    operations = [
        migrations.AlterField(
            model_name='delivery',
            name='status',
            field=models.CharField(choices=[('put_out', 'Lagd i utkorgen'), ('sent', 'Hämtad av accesspunkten'), ('delivered', 'Mottagen'), ('rejected', 'Avvisad'), ('again', 'Lagd i utkorgen igen')], max_length=10, verbose_name='läge'),
        ),
    ]
