"""Claims made before there were decisions: each rests on its submission's report, decided in full."""

from django.db import migrations

FILL = """
ALTER TABLE repayments_claim DISABLE TRIGGER USER;
UPDATE repayments_claim SET report_id = submission.report_id
FROM reporting_submission AS submission
WHERE submission.id = repayments_claim.submission_id AND repayments_claim.report_id IS NULL;
ALTER TABLE repayments_claim ENABLE TRIGGER USER;
INSERT INTO repayments_claimdecision (claim_id, outcome, amount_kr, reasons, decided_at)
SELECT claim.id, 'full', claim.amount_kr, 'Mottagarens egen uppgift.', claim.created_at
FROM repayments_claim AS claim WHERE claim.status = 'invoiced';
"""


class Migration(migrations.Migration):
    dependencies = [("repayments", "0002_hearings_credits_payments_and_demands")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
