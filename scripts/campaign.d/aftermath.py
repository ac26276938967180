"""What must be so after a call that was disturbed, and after the same call once more."""

import os
import time

import inspection

MORE_THAN_A_DAY = 25 * 60 * 60


def after_disturbance(campaign, scenario, site, may_leave=False):
    """Findings about what the call left; its leftovers are aged, for the next call to remove."""
    findings, leftovers = inspection.inspect(campaign, scenario, site, may_leave=may_leave)
    for leftover in leftovers:
        past = time.time() - MORE_THAN_A_DAY
        os.utime(leftover, (past, past))
    return [f"after the disturbed call: {finding}" for finding in findings]


def after_second_try(campaign, scenario, site):
    """Runs the call again, undisturbed; PostgreSQL removes %p before."""
    site.target(scenario.name).unlink(missing_ok=True)
    scenario.set_patience(site, is_disturbed=False)
    outcome = scenario.run(site)
    findings = []
    if outcome.status not in scenario.statuses_again():
        findings.append(f"the second try: {outcome}")
    findings += inspection.inspect(campaign, scenario, site, complete=True)[0]
    return [f"after the second try: {finding}" for finding in findings]
