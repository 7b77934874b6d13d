"""Which sentences state pay, whose, of which kind, and why others do not."""

import pytest
from tests.test_salaries import AGENCIES, DE, MLE, read

from rolegraph.namespaces import DC, RG, slug_of
from rolegraph.reading.claimants import Claimants
from rolegraph.reading.passage import RoleName
from rolegraph.reading.salaries import Skipped, find

SHORT = {"data-engineer": "de", "machine-learning-engineer": "mle"}
# What a section on salaries or another says, and the pay or the reason why an amount is none.
SAID = """\
They earn $999.
    no plausible pay for a year: $999
They earn $1,000.
    de-average-usd-1000: $1,000
They earn $10 million.
    de-average-usd-10000000: $10 million
They earn $10.1 million.
    no plausible pay for a year: $10.1 million
They earn $900 to $2,000.
    no plausible pay for a year: $900 to $2,000
They earn $9 million to $11 million.
    no plausible pay for a year: $9 million to $11 million
Of the budget, $90,000 went away.
    about budget: $90,000
They are paid well. The budget is $90,000.
    about budget: $90,000
They are paid, and the budget is $90,000.
    about budget: $90,000
The budget is what they are paid, $90,000.
    de-average-usd-90000: $90,000
The company raised $20,000, and they earn $90,000.
    de-average-usd-90000: $90,000
    about raised: $20,000
$90,000 is the pay.
    de-average-usd-90000: $90,000
$90,000 was found on a table, and so nobody ever asked again what became of it or of the pay.
    no word for pay: $90,000
Data engineers average $90,000.
    de-average-usd-90000: Data engineers average $90,000
Data engineers would today, everywhere, average some $90,000.
    de-average-usd-90000: Data engineers would today, everywhere, average some $90,000
The average is $90,000.
    no word for pay: $90,000
Salaries | The average is $90,000.
    de-average-usd-90000: $90,000
$90,000 a year.
    de-average-usd-90000: $90,000 a year
Without the bonus, they earn $90,000.
    de-average-usd-90000: $90,000
Excluding stocks and bonuses they earn $90,000.
    de-average-usd-90000: $90,000
They earn $90,000 in bonus.
    a difference or an extra: $90,000
They earn $90,000, more than others.
    de-average-usd-90000: $90,000
They earn between $90,000 and $95,000 a year.
    de-range-usd-90000-95000: $90,000 and $95,000 a year
They earn over $90,000.
    de-from-usd-90000: $90,000
They earn at least about $90,000.
    de-from-usd-90000: $90,000
They earn $90,000+.
    de-from-usd-90000: $90,000+
They earn up to around $90,000.
    de-up-to-usd-90000: $90,000
The top 10 percent earn $90,000.
    de-up-to-usd-90000: $90,000
The lowest-paid tenth earns $90,000.
    de-from-usd-90000: $90,000
They earn a mean of $90,000 and a median of $80,000.
    de-average-usd-90000: $90,000
    de-median-usd-80000: $80,000
They earn $90,000 (median).
    de-median-usd-90000: $90,000
They earn $90,000, which is what the median says.
    de-average-usd-90000: $90,000
The median and average pay is $90,000.
    de-average-usd-90000: $90,000
The average and median pay is $90,000.
    de-median-usd-90000: $90,000
The average pay is $90,000 (median).
    de-average-usd-90000: $90,000
Juniors earn $70,000, seniors earn $90,000.
    de-entry-average-usd-70000: $70,000
    de-senior-average-usd-90000: $90,000
A senior earns $90,000 and a junior $70,000.
    de-senior-average-usd-90000: $90,000
    de-entry-average-usd-70000: $70,000
They earn $70,000 for juniors and $90,000 for seniors.
    de-entry-average-usd-70000: $70,000
    de-senior-average-usd-90000: $90,000
They earn $70,000 (entry-level) and $90,000 as a senior.
    de-entry-average-usd-70000: $70,000
    de-senior-average-usd-90000: $90,000
They earn $70,000 at mid-level.
    de-mid-average-usd-70000: $70,000
Mid-career juniors earn $70,000.
    de-entry-average-usd-70000: $70,000
They earn $90,000 in London, $80,000 in Berlin.
    de-average-usd-90000-london: $90,000
    de-average-usd-80000-berlin: $80,000
In London they earn $90,000.
    de-average-usd-90000-london: $90,000
In the US they earn $90,000 and in the U.K. $80,000.
    de-average-usd-90000-united-states: $90,000
    de-average-usd-80000-united-kingdom: $80,000
They earn $90,000 in the USA.
    de-average-usd-90000-united-states: $90,000
They earn $90,000 (London).
    de-average-usd-90000: $90,000
They earn $90,000 in March.
    de-average-usd-90000: $90,000
They earn $90,000 in Data Science.
    de-average-usd-90000: $90,000
In 2023 they earn $90,000.
    de-average-usd-90000-2023: $90,000
In 2023 they earn $90,000, in 2024 $95,000.
    de-average-usd-90000: $90,000
    de-average-usd-95000: $95,000
In 2023 they earn $90,000 as of May 2023.
    de-average-usd-90000-2023: $90,000
While lawyers earn $99,000, they earn $90,000.
    de-average-usd-90000: $90,000
    pay of somebody else: $99,000
Lawyers earn $99,000, but data engineers earn $90,000.
    de-average-usd-90000: data engineers earn $90,000
    pay of somebody else: $99,000
Pay is $99,000 for lawyers.
    pay of somebody else: $99,000
Pay is $99,000 for this role and $90,000 for senior professionals.
    de-average-usd-99000: $99,000
    de-senior-average-usd-90000: $90,000
Pay is $99,000 for most people there.
    de-average-usd-99000: $99,000
ML engineers earn $99,000, then $105,000.
    mle-average-usd-99000: ML engineers earn $99,000
    mle-average-usd-105000: $105,000
Pay for ML engineers rises from $99,000.
    mle-from-usd-99000: ML engineers rises from $99,000
ML engineers and data engineers earn $99,000.
    mle-average-usd-99000: ML engineers and data engineers earn $99,000
    de-average-usd-99000: ML engineers and data engineers earn $99,000
Both earn $99,000, say lawyers.
    de-average-usd-99000: $99,000
    mle-average-usd-99000: $99,000
According to Glassdoor, they earn $99,000, and according to PayScale $90,000.
    de-average-usd-99000-glassdoor: $99,000
    de-average-usd-90000-payscale: $90,000
They earn $99,000 (Glassdoor) and $90,000 (PayScale).
    de-average-usd-99000-glassdoor: $99,000
    de-average-usd-90000-payscale: $90,000
Data engineers, as we know, and of that we are sure, earn $99,000.
    de-average-usd-99000: Data engineers, as we know, and of that we are sure, earn $99,000
It rained. It cost $15,000. They earn $90,000 now.
    de-average-usd-90000: $90,000
    about cost: $15,000
They earn $8,000 per month. They earn $120,000 a year.
    de-average-usd-120000: $120,000 a year
    not for a year but for one month: $8,000 per month
They make $90,000.
    de-average-usd-90000: $90,000
They would get about $90,000.
    de-average-usd-90000: $90,000
Pay of some sort, nobody says which, was $90,000.
    de-average-usd-90000: $90,000
In general, pay before the bonus and stocks is $90,000.
    de-average-usd-90000: $90,000
Pay is what it is, and with a bonus it is $90,000.
    about bonus: $90,000
Stocks aside, pay is $90,000.
    de-average-usd-90000: $90,000
Pay includes stocks and it is $90,000.
    about stocks: $90,000
It was worth a word that nobody in the place had ever heard before it was gone, at $90,000 of pay.
    de-average-usd-90000: $90,000
Half of $90,000 is worth a word; pay is $95,000.
    de-average-usd-90000: $90,000
    de-average-usd-95000: $95,000
They earn $90,000 signing.
    a difference or an extra: $90,000
Pay is $90,000 to $95,000.
    de-range-usd-90000-95000: $90,000 to $95,000
Pay from $90,000.
    de-from-usd-90000: $90,000
Pay is above $90,000, below $95,000.
    de-from-usd-90000: $90,000
    de-up-to-usd-95000: $95,000
Pay, from what we know of all the people who told us, $90,000.
    de-average-usd-90000: $90,000
In the top tenth, pay is $90,000, and on average $80,000.
    de-up-to-usd-90000: $90,000
    de-average-usd-80000: $80,000
The mean is low, and the median pay is $90,000.
    de-median-usd-90000: $90,000
Pay is $90,000, the median.
    de-median-usd-90000: $90,000
Pay is $90,000, a bit below the median.
    de-average-usd-90000: $90,000
Senior people earn $90,000, and $70,000 as a junior.
    de-senior-average-usd-90000: $90,000
    de-entry-average-usd-70000: $70,000
Pay is $90,000 for an intermediate one.
    de-mid-average-usd-90000: $90,000
Pay is $90,000 (senior).
    de-senior-average-usd-90000: $90,000
Pay is $90,000, and much later for senior people.
    de-average-usd-90000: $90,000
Junior or senior, pay is $90,000.
    de-senior-average-usd-90000: $90,000
Pay is $90,000 for anyone, and $70,000 for entry-level people.
    de-average-usd-90000: $90,000
    de-entry-average-usd-70000: $70,000
In the U.S. pay is $90,000.
    de-average-usd-90000-united-states: $90,000
In the UK, pay is $90,000 on average in London.
    de-average-usd-90000-london: $90,000
Pay is $90,000 on average in the Netherlands and $80,000 in Spain.
    de-average-usd-90000-netherlands: $90,000
    de-average-usd-80000-spain: $80,000
Pay in Spain is $90,000 and $80,000.
    de-average-usd-90000-spain: $90,000
    de-average-usd-80000-spain: $80,000
Pay is $90,000 and, in Spain, $80,000.
    de-average-usd-90000-spain: $90,000
    de-average-usd-80000-spain: $80,000
Pay is $90,000 for data engineers in Spain, for ML engineers it is $95,000.
    de-average-usd-90000-spain: $90,000
    mle-average-usd-95000-spain: ML engineers it is $95,000
Pay is $90,000 for data engineers; for ML engineers it is $95,000.
    de-average-usd-90000: $90,000
    mle-average-usd-95000: ML engineers it is $95,000
Pay is $90,000 for lawyers, $95,000 for data engineers.
    de-average-usd-95000: $95,000
    pay of somebody else: $90,000
The pay of this position is $90,000.
    de-average-usd-90000: $90,000
The pay of lawyers is $90,000.
    pay of somebody else: $90,000
The pay, lawyers say, is $90,000.
    pay of somebody else: $90,000
Old lawyers of ours, who we never liked, get pay of $90,000.
    pay of somebody else: $90,000
Because people earn $90,000.
    de-average-usd-90000: $90,000
Skilled engineers earn $90,000.
    de-average-usd-90000: $90,000
Rich engineers earn $90,000.
    pay of somebody else: $90,000
Such jobs of lawyers pay $90,000.
    de-average-usd-90000: $90,000
Both kinds of lawyers earn $90,000.
    de-average-usd-90000: $90,000
    mle-average-usd-90000: $90,000
Pay is $90,000 as a lawyer.
    pay of somebody else: $90,000
Pay is $90,000 by any of the lawyers.
    pay of somebody else: $90,000
Lawyers earn $99,000; $90,000 is the pay here.
    de-average-usd-90000: $90,000
    pay of somebody else: $99,000
Lawyers earn $99,000 whereas pay here is $90,000.
    de-average-usd-90000: $90,000
    pay of somebody else: $99,000
ML engineers are paid well; pay is $90,000.
    mle-average-usd-90000: ML engineers are paid well; pay is $90,000
ML engineers are paid $90,000 to $95,000 and up to $99,000.
    mle-range-usd-90000-95000: ML engineers are paid $90,000 to $95,000
    mle-up-to-usd-99000: $99,000
Data engineers earn $90,000 (BLS, May 2023).
    de-average-usd-90000-bls: Data engineers earn $90,000
Pay was $90,000 in 2022 and 2023.
    de-average-usd-90000-2022: $90,000
Pay was $90,000.50 (Glassdoor) in the UK in 2023 for senior data engineers.
    de-average-usd-90000-5-glassdoor-united-kingdom-2023: $90,000.50
Pay is £90,000 to £95,000.
    de-range-gbp-90000-95000: £90,000 to £95,000
They earn $10,000,001.
    no plausible pay for a year: $10,000,001
They earn $90,000 in the U.S.A. and $80,000 in America.
    de-average-usd-90000-united-states: $90,000
    de-average-usd-80000-united-states: $80,000
They earn $90,000 in the EU, $85,000 in the European Union, $80,000 in the UK.
    de-average-usd-90000-european-union: $90,000
    de-average-usd-85000-european-union: $85,000
    de-average-usd-80000-united-kingdom: $80,000
They earn $90,000 in the U.S. in 2023.
    de-average-usd-90000-united-states-2023: $90,000
They earn $90,000 in the USA, and in the United Kingdom $80,000.
    de-average-usd-90000-united-states: $90,000
    de-average-usd-80000-united-kingdom: $80,000
In 2024, professionals earn $90,000.
    de-average-usd-90000-2024: $90,000
Lawyers earn less, while pay here is $90,000.
    de-average-usd-90000: $90,000
Lawyers earn less, whereas pay is $90,000.
    de-average-usd-90000: $90,000
Lawyers earn less but pay here is $90,000.
    de-average-usd-90000: $90,000
In 2023 both in the public sector earn $90,000.
    de-average-usd-90000-2023: $90,000
They earn $90,000 in London or in Berlin.
    de-average-usd-90000-london: $90,000
In Paris they earn $90,000 or in London or in Berlin $80,000.
    de-average-usd-90000-paris: $90,000
    de-average-usd-80000-berlin: $80,000
In Paris they earn $90,000 in London, or so.
    de-average-usd-90000-london: $90,000
In Paris, and here too, they earn $90,000 on average in London.
    de-average-usd-90000-london: $90,000
They earn $90,000, $80,000 in Berlin.
    de-average-usd-90000: $90,000
    de-average-usd-80000-berlin: $80,000
They earn $90,000, $80,000 in Berlin, $70,000.
    de-average-usd-90000: $90,000
    de-average-usd-80000-berlin: $80,000
    de-average-usd-70000-berlin: $70,000
Pay is 90,000 euros, and 95,000 euros for ML engineers.
    de-average-eur-90000: 90,000 euros
    mle-average-eur-95000: 95,000 euros
Pay is $90,000 for lawyers and $95,000.
    pay of somebody else: $90,000
    pay of somebody else: $95,000
Not counting the bonus, costs and pay are $90,000.
    de-average-usd-90000: $90,000
Not counting the bonus, pay and costs are $90,000.
    about costs: $90,000
Costs are $15,000.
    about costs: $15,000
"""
CASES = [case.split("\0") for case in SAID.strip().replace("\n    ", "\0").split("\n")]


def shortened(slug: str) -> str:
    for name, short in SHORT.items():
        slug = slug.replace(name, short)
    return slug


@pytest.mark.parametrize("case", CASES)
def test_what_a_sentence_says_of_pay(case: list[str]) -> None:
    said, *things = case
    section, _, text = said.rpartition(" | ")
    skipped: list[Skipped] = []
    found = read(text, about_pay=bool(section), skipped=skipped)
    assert things == [
        *(f"{shortened(slug_of(one.concept.iri))}: {text[one.start : one.end]}" for one in found),
        *(f"{one.reason}: {text[one.start : one.end]}" for one in skipped),
    ]


@pytest.mark.parametrize(
    ("column", "cell", "found"),
    [
        ("Pay", "some $90k", []),
        ("Pay", "~ $90k OK", ["de-average-usd-90000: $90k"]),
        ("Pay", "$90k or $95k", []),
        ("Pay", "$90k" + 76 * " ", ["de-average-usd-90000: $90k"]),
        ("Pay", "$90k" + 77 * " ", []),
        ("Pay", "$500", []),
        ("Pay", "$40 / hour", []),
        ("Monthly pay", "$9k", []),
        ("Pay in 2023", "$90k", ["de-average-usd-90000-2023: $90k"]),
        ("Pay (U.S.)", "$90k", ["de-average-usd-90000-united-states: $90k"]),
        ("Pay (United Kingdom)", "$90k", ["de-average-usd-90000-united-kingdom: $90k"]),
        ("Pay (Gross)", "$90k", ["de-average-usd-90000: $90k"]),
        ("Highest pay", "$90k to $95k", ["de-range-usd-90000-95000: $90k to $95k"]),
        ("Low", "$90k", ["de-from-usd-90000: $90k"]),
        ("Median, low", "$90k", ["de-median-usd-90000: $90k"]),
        ("Junior, high", "$90k", ["de-entry-up-to-usd-90000: $90k"]),
        ("Nothing", "$90k", []),
        ("", "$90k", []),
    ],
)
def test_what_a_cell_says_of_pay(column: str, cell: str, found: list[str]) -> None:
    said = find(cell, Claimants([]), (DE,), AGENCIES, column=column)
    things = [f"{shortened(slug_of(one.concept.iri))}: {cell[one.start : one.end]}" for one in said]
    assert things == found


def test_a_cell_on_pay_needs_no_word_for_it_and_counts_for_each_role() -> None:
    said = find("$90k", Claimants([]), (DE, MLE), AGENCIES, column="Of us", about_pay=True)
    assert [one.role for one in said] == [DE, MLE]
    (ninth,) = find("$90k", Claimants([]), (DE,), AGENCIES, column="90th", about_pay=True)
    assert "up-to" in ninth.concept.iri
    told = dict(said[0].concept.extra)
    assert RG.agency not in told
    assert DC.coverage not in told


def test_a_sentence_without_end_is_none() -> None:
    assert len(read(f"{'A word. ' * 250}They earn $90,000.")) == 1
    long = "They earn " + "a word " * 285
    assert [len(read(f"{long[:size]} $90,000.")) for size in (1_991, 1_992)] == [1, 0]


def test_roles_are_named_by_words_of_theirs() -> None:
    claimants = Claimants([RoleName(DE, "Data Engineer"), RoleName(MLE, "ML Engineer")])
    (found,) = find("Data roles pay $90,000.", claimants, (DE, MLE), AGENCIES)
    assert found.role == DE
