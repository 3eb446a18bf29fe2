"""Printed lines, both ways: bylines, signatures, credits, captions and datelines."""

import pytest
from hypothesis import assume, given, settings, strategies as st

from articles.bylines import (
    AGENCIES,
    BylineGroup,
    Credit,
    Dateline,
    PrintedName,
    Role,
    byline_groups,
    is_organization,
    organizations_named_in,
    parse_byline,
    parse_credit,
    parse_dateline,
    parse_signature,
    print_byline,
    print_credit,
    print_dateline,
    split_caption,
    suggested_name,
)

PAPER = "The Spokesman-Review"
KNOWN = (PAPER, "Tacoma News Tribune", "Foreign Policy", "Fish and Wildlife Office")


def by(name: str, affiliation: str = "", *, email: str = "", phone: str = "") -> PrintedName:
    return PrintedName(name=name, affiliation=affiliation, email=email, phone=phone)


def bare(name: str, affiliation: str = "") -> PrintedName:
    return PrintedName(role=Role.BARE, name=name, affiliation=affiliation)


def package(name: str, affiliation: str = "") -> PrintedName:
    return PrintedName(role=Role.PACKAGE, name=name, affiliation=affiliation)


def photos_by(name: str, affiliation: str = "") -> PrintedName:
    return PrintedName(role=Role.PHOTOS_BY, name=name, affiliation=affiliation)


def contributor(name: str, affiliation: str = "") -> PrintedName:
    return PrintedName(role=Role.CONTRIBUTOR, name=name, affiliation=affiliation)


PRINTED_AS_TYPED = [
    ("By Robbie Gramer Foreign Policy", [by("Robbie Gramer", "Foreign Policy")]),
    ("By Luke Byrnes The Spokesman-Review", [by("Luke Byrnes", PAPER)]),
    (
        "By David Wasson and Kip Hill The Spokesman-Review",
        [by("David Wasson", PAPER), by("Kip Hill", PAPER)],
    ),
    ("Thomas Clouse Staff writer", [bare("Thomas Clouse", "Staff writer")]),
    ("Gary Graham Managing Editor", [bare("Gary Graham", "Managing Editor")]),
    (
        "Gary Graham Managing editor, The Spokesman-Review",
        [bare("Gary Graham", "Managing editor, The Spokesman-Review")],
    ),
    ("Steven A, Smith Editor", [bare("Steven A, Smith", "Editor")]),
    ("Larry LaRue Tacoma News Tribune", [bare("Larry LaRue", "Tacoma News Tribune")]),
    ("John Mcgrath Tacoma News Tribune", [bare("John Mcgrath", "Tacoma News Tribune")]),
    ("Staff writer", [bare("", "Staff writer")]),
    ("Associated Press", [bare("", "Associated Press")]),
    ("The Associated Press", [bare("", "The Associated Press")]),
    ("Los Angeles Times The Spokesman-Review", [bare("", f"Los Angeles Times {PAPER}")]),
    ("The Spokesman-Review", [bare("", PAPER)]),
    ("Seattle Times staff reporter", [bare("", "Seattle Times staff reporter")]),
    ("From staff reports", [package("From staff reports")]),
    ("From Wire Reports", [package("From Wire Reports")]),
    ("Compiled from wire reports", [package("Compiled from wire reports")]),
    (
        "Compiled from wire reports The Spokesman-Review",
        [package("Compiled from wire reports", PAPER)],
    ),
    ("By Staff Reports", [package("By Staff Reports")]),
    ("By the Associated Press", [by("", "the Associated Press")]),
    ("By COLIN MULVANY", [by("COLIN MULVANY")]),
    ("By Mary Jane Smith", [by("Mary Jane Smith")]),
    ("By Michael Bloomberg", [by("Michael Bloomberg")]),
    ("By Jane Page Editor", [by("Jane Page", "Editor")]),
    (
        "By Jane Doe Special to The Spokesman-Review",
        [by("Jane Doe", "Special to The Spokesman-Review")],
    ),
    (
        "By Martin King, Jr. and Maria de la Cruz Fish and Wildlife Office",
        [
            by("Martin King, Jr.", "Fish and Wildlife Office"),
            by("Maria de la Cruz", "Fish and Wildlife Office"),
        ],
    ),
    (
        "By Jim Allen; Photos by Colin Mulvany; Kip Hill contributed to this report.",
        [by("Jim Allen"), photos_by("Colin Mulvany"), contributor("Kip Hill")],
    ),
    (
        "The Associated Press contributed to this report.",
        [contributor("", "The Associated Press")],
    ),
]


@pytest.mark.parametrize(("line", "names"), PRINTED_AS_TYPED)
def test_a_line_in_order_is_understood_and_prints_letter_for_letter(line, names):
    reading = parse_byline(line, KNOWN)
    assert list(reading.names) == names
    assert reading.warnings == ()
    assert print_byline(names) == line


PUT_IN_ORDER = [
    (
        "By Garrett Cabeza garrettc@spokesman.com(509) 459-5135",
        [by("Garrett Cabeza", email="garrettc@spokesman.com", phone="(509) 459-5135")],
        "By Garrett Cabeza garrettc@spokesman.com (509) 459-5135",
    ),
    (
        "By Garrett Cabeza, The Spokesman-Review, garrettc@spokesman.com, (509) 459-5135",
        [by("Garrett Cabeza", PAPER, email="garrettc@spokesman.com", phone="(509) 459-5135")],
        "By Garrett Cabeza The Spokesman-Review garrettc@spokesman.com (509) 459-5135",
    ),
    (
        "by Eugene RobinsonWashington Post Writers Group",
        [by("Eugene Robinson", "Washington Post Writers Group")],
        "By Eugene Robinson Washington Post Writers Group",
    ),
    ("By KIP HILL\nAssociated Press", [by("KIP HILL", "Associated Press")], None),
    ("By Kip Hill THE SPOKESMAN-REVIEW", [by("Kip Hill", PAPER)], None),
    ("By\u00a0Kip\u2003Hill\u00a0 The  Spokesman-Review ", [by("Kip Hill", PAPER)], None),
    ("(By Staff Reports)", [package("By Staff Reports")], "By Staff Reports"),
    ("Kip Hill Contributing writerMay 1, 2018", [bare("Kip Hill", "Contributing writer")], None),
    (
        "By Jim Allen,Maggie Quinlan & Kip Hill The Spokesman-ReviewThe Spokesman-Review",
        [by("Jim Allen", PAPER), by("Maggie Quinlan", PAPER), by("Kip Hill", PAPER)],
        "By Jim Allen, Maggie Quinlan and Kip Hill The Spokesman-Review",
    ),
    (
        "By Kip Hill, The Spokesman-Review, and Jim Allen, AP",
        [by("Kip Hill", PAPER), by("Jim Allen", "AP")],
        "By Kip Hill The Spokesman-Review; By Jim Allen AP",
    ),
    (
        "By Jim Allen, with contributions from Kip Hill",
        [by("Jim Allen"), contributor("Kip Hill")],
        "By Jim Allen; Kip Hill contributed to this report.",
    ),
    (
        "By Jim Allen\nPhotos by COLIN MULVANY\nKip Hill contributed to this story",
        [by("Jim Allen"), photos_by("COLIN MULVANY"), contributor("Kip Hill")],
        "By Jim Allen; Photos by COLIN MULVANY; Kip Hill contributed to this report.",
    ),
    (
        "Staff writer Kip Hill contributed to this report.",
        [contributor("Kip Hill", "Staff writer")],
        "Kip Hill Staff writer contributed to this report.",
    ),
    ("By Jim Allen and Associated Press", [by("Jim Allen"), by("", "Associated Press")], None),
    ("", [], ""),
    ("By", [], ""),
]


@pytest.mark.parametrize(("line", "names", "printed"), PUT_IN_ORDER)
def test_a_line_out_of_order_is_put_in_order(line, names, printed):
    reading = parse_byline(line, KNOWN)
    assert list(reading.names) == names
    if printed is not None:
        assert print_byline(reading.names) == printed


def test_five_reporters_share_one_organisation():
    reading = parse_byline(
        "By Laurel Demkovich, Jim Allen, Maggie Quinlan, Adam Shanks and Amy Edelen "
        "The Spokesman-Review The Spokesman-Review",
        KNOWN,
    )
    people = ["Laurel Demkovich", "Jim Allen", "Maggie Quinlan", "Adam Shanks", "Amy Edelen"]
    assert list(reading.names) == [by(name, PAPER) for name in people]
    assert reading.warnings == (
        'The organisation "The Spokesman-Review" stood in the line twice; it is printed once.',
    )
    assert print_byline(reading.names) == (
        "By Laurel Demkovich, Jim Allen, Maggie Quinlan, Adam Shanks and Amy Edelen "
        "The Spokesman-Review"
    )


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Robbie Gramer Foreign Policy", by("Robbie Gramer", "Foreign Policy")),
        ("Larry LaRue Tacoma News Tribune", bare("Larry LaRue", "Tacoma News Tribune")),
        ("By Maria de la Cruz Foreign Policy", by("Maria de la Cruz", "Foreign Policy")),
        ("By J.R. Hill Jr. Foreign Policy", by("J.R. Hill Jr.", "Foreign Policy")),
        ("By Mary Jane Smith The Guardian", by("Mary Jane Smith", "The Guardian")),
        ("Tacoma News Tribune", bare("", "Tacoma News Tribune")),
    ],
)
def test_an_unknown_organisation_is_guessed_and_said_so(line, name):
    reading = parse_byline(line)
    assert reading.names == (name,)
    (guess,) = reading.guesses
    assert f'"{name.affiliation}" is no known organisation' in guess


@pytest.mark.parametrize(
    "name",
    [
        "Mary Jane Smith",
        "Mary Jane A. Smith",
        "Mary Jane Smith Jr.",
        "Mary Jane van der Berg",
        "Ludwig van Beethoven III",
        "Dr. Jean-Luc O'Neill",
        "Nataliya vasilyeva",
        "Steven A. Smith",
    ],
)
def test_a_name_alone_needs_no_guess(name):
    reading = parse_byline(f"By {name}")
    assert reading.names == (by(name),)
    assert reading.guesses == ()


def test_every_guess_and_warning_is_a_sentence():
    lines = [
        "Steven A, Smith Editor",
        "by Eugene RobinsonWashington Post Writers Group",
        "Staff writer Kip Hill contributed to this report.",
        "Kip Hill Contributing writerMay 1, 2018",
        "By Kip Hill kip@example.com hill@example.com",
        "By Kip Hill Jim Allen The Spokesman-Review",
    ]
    for line in lines:
        reading = parse_byline(line, KNOWN)
        (sentence,) = reading.guesses + reading.warnings
        assert sentence.endswith(".")
        assert sentence[0] in 'AT"'


def test_a_line_longer_than_any_byline_is_reported_not_read():
    reading = parse_byline("By Kip Hill " * 1000)
    assert reading.names == ()
    assert "it was not read" in reading.warnings[0]


def test_templates_get_groups_whose_text_is_the_printed_line():
    names = [
        by("Jim Allen", PAPER, email="jima@spokesman.com"),
        by("Kip Hill", PAPER),
        photos_by("Colin Mulvany", PAPER),
        contributor("Maggie Quinlan"),
        PrintedName(),
    ]
    groups = byline_groups(names)
    assert groups == [
        BylineGroup("By ", names[:2], PAPER, ""),
        BylineGroup("Photos by ", names[2:3], PAPER, ""),
        BylineGroup("", names[3:4], "", " contributed to this report."),
    ]
    assert [(part.before, part.text, part.kind) for part in groups[0].parts] == [
        ("", "Jim Allen", "name"),
        (" ", "jima@spokesman.com", "email"),
        (" and ", "Kip Hill", "name"),
        (" ", PAPER, "affiliation"),
    ]
    assert [part.printed for part in groups[0].parts] == [names[0], names[0], names[1], names[1]]
    assert "; ".join(group.text for group in groups) == print_byline(names)


@pytest.mark.parametrize(
    ("printed", "suggested"),
    [
        ("Nataliya vasilyeva", "Nataliya Vasilyeva"),
        ("John Mcgrath", "John McGrath"),
        ("Raul I banez", "Raul Ibanez"),
        ("Steven A, Smith", "Steven A. Smith"),
        ("Maria de la Cruz", "Maria de la Cruz"),
        ("COLIN MULVANY", "COLIN MULVANY"),
    ],
)
def test_a_slip_of_the_keyboard_has_a_suggestion(printed, suggested):
    assert suggested_name(printed) == suggested


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("– Associated Press", (bare("", "Associated Press"),)),
        ("– Mike Prager", (bare("Mike Prager"),)),
        ("- Mike Prager", (bare("Mike Prager"),)),
        ("(From the Associated Press)", (bare("", "Associated Press"),)),
        ("(By Staff Reports)", (package("By Staff Reports"),)),
        ("(AP)", (bare("", "AP"),)),
        ("(By Mike Prager)", (bare("Mike Prager"),)),
        ("(in action)", ()),
        ("(Mike Prager)", ()),
        ("Mike Prager", ()),
        ("– and so it went", ()),
        ("—", ()),
        ("", ()),
    ],
)
def test_a_signature_names_who_signs(line, names):
    assert parse_signature(line, KNOWN).names == names


def test_an_affiliation_says_which_organisations_it_names():
    affiliation = "Managing editor, The Spokesman-Review"
    assert organizations_named_in(affiliation, KNOWN) == (PAPER,)
    both = organizations_named_in("Los Angeles Times The Spokesman-Review", KNOWN)
    assert both == ("Los Angeles Times", PAPER)
    assert organizations_named_in("Staff writer", KNOWN) == ()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Associated Press", True),
        ("the Associated Press", True),
        ("THE SPOKESMAN-REVIEW", True),
        ("Spokesman-Review", True),
        ("AP", True),
        ("ap", False),
        ("Kip Hill", False),
        ("", False),
    ],
)
def test_a_known_organisation_is_recognised_whatever_its_case(text, known):
    assert is_organization(text, KNOWN) is known


CREDITS = [
    (
        "Tyler Tjomsland / The Spokesman-Review",
        Credit(photographer="Tyler Tjomsland", organization=PAPER),
    ),
    (
        "COLIN MULVANY / The Spokesman-Review",
        Credit(photographer="COLIN MULVANY", organization=PAPER),
    ),
    ("Tyler Tjomsland", Credit(photographer="Tyler Tjomsland")),
    ("The Spokesman-Review", Credit(organization=PAPER)),
    (
        "Nataliya vasilyeva / Associated Press",
        Credit(photographer="Nataliya vasilyeva", organization="Associated Press"),
    ),
    ("Julie Jacobson / AP", Credit(photographer="Julie Jacobson", organization="AP")),
    (
        "Associated Press / The Spokesman-Review",
        Credit(organization="Associated Press", second_organization=PAPER),
    ),
    (
        "Julie Jacobson / AP / The Spokesman-Review",
        Credit(photographer="Julie Jacobson", organization="AP", second_organization=PAPER),
    ),
    (
        "Artist rendering courtesy of Nystrom, Olson, Collins / The Spokesman-Review",
        Credit(note="Artist rendering courtesy of Nystrom, Olson, Collins", organization=PAPER),
    ),
    ("courtesy", Credit(note="courtesy")),
    ("photo archive / The Spokesman-Review", Credit(note="photo archive", organization=PAPER)),
    ("", Credit()),
]


@pytest.mark.parametrize(("line", "credit"), CREDITS)
def test_a_credit_is_understood_and_prints_the_same(line, credit):
    assert parse_credit(line, KNOWN) == credit
    assert parse_credit(f"({line})", KNOWN) == credit
    assert print_credit(credit) == line


@pytest.mark.parametrize(
    "typed",
    [
        "(Libby Kamrowski / The Spokesman-Review)",
        "Libby Kamrowski/The Spokesman-Review",
        "(Libby Kamrowski/ THE SPOKESMAN-REVIEW)",
        "(Libby Kamrowski/ / The Spokesman-Review)",
        "Libby Kamrowski | The Spokesman-Review",
        "(Libby Kamrowski/THE SPOKESMAN-REVIEW / The Spokesman-Review)",
        "Libby\u00a0Kamrowski /\u2003The Spokesman-Review",
        "Photo by Libby Kamrowski, The Spokesman-Review",
        "(Libby Kamrowski / The Spokesman-Review) Buy this photo",
        "(Libby Kamrowski / The Spokesman-Review",
    ],
)
def test_a_credit_typed_in_many_ways_is_one_credit(typed):
    credit = parse_credit(typed, KNOWN)
    assert credit == Credit(photographer="Libby Kamrowski", organization=PAPER)
    assert print_credit(credit) == "Libby Kamrowski / The Spokesman-Review"


def test_an_organisation_twice_in_a_credit_is_a_warning():
    credit = parse_credit(
        "(Jordan Tolley-Turner/THE SPOKESMAN-REVIEW / The Spokesman-Review)", KNOWN
    )
    assert credit == Credit(photographer="Jordan Tolley-Turner", organization=PAPER)
    assert len(credit.warnings) == 1


@pytest.mark.parametrize(
    ("typed", "credit"),
    [
        (
            "Robbie Gramer / Foreign Policy",
            Credit(photographer="Robbie Gramer", organization="Foreign Policy"),
        ),
        ("Spokane Police Department", Credit(organization="Spokane Police Department")),
        ("courtesy / Foreign Policy", Credit(note="courtesy", organization="Foreign Policy")),
        ("Kip Hill / Hill Family / AP", None),
    ],
)
def test_what_is_unknown_in_a_credit_is_guessed_and_said_so(typed, credit):
    found = parse_credit(typed)
    expected = credit or Credit(photographer="Kip Hill", note="Hill Family", organization="AP")
    assert found == expected
    assert len(found.guesses) == 1


def test_an_agency_before_its_photographer_changes_places():
    credit = parse_credit("AP Photo/Julie Jacobson")
    assert credit == Credit(photographer="Julie Jacobson", organization="AP")
    assert credit.warnings == ('"AP Photo" is printed as "AP".',)


def test_a_text_longer_than_any_credit_is_kept_and_reported():
    credit = parse_credit("a/" * 3000)
    assert credit.note == "a/" * 3000
    assert "it was not read" in credit.warnings[0]


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("A bird. (Julie Jacobson / AP)", "A bird.", "Julie Jacobson / AP"),
        (
            "A bird.\n (Associated Press / The Spokesman-Review)",
            "A bird.",
            f"Associated Press / {PAPER}",
        ),
        ("A bird. (Tyler Tjomsland) Buy this photo", "A bird.", "Tyler Tjomsland"),
        ("A bird. Buy this photo", "A bird.", ""),
        (
            "Two birds (72) and (5) flew. (Colin Mulvany/The Spokesman-Review)",
            "Two birds (72) and (5) flew.",
            "Colin Mulvany/The Spokesman-Review",
        ),
        (
            "Bird. Libby Kamrowski/ THE SPOKESMAN-REVIEW (Libby Kamrowski / The Spokesman-Review)",
            "Bird.",
            "Libby Kamrowski / The Spokesman-Review",
        ),
        (
            "A bird seen by Tyler Tjomsland (Tyler Tjomsland)",
            "A bird seen by Tyler Tjomsland",
            "Tyler Tjomsland",
        ),
        ("A bird. (courtesy)", "A bird.", "courtesy"),
        (
            "House. (Artist rendering courtesy of Nystrom, Olson, Collins / The Spokesman-Review)",
            "House.",
            "Artist rendering courtesy of Nystrom, Olson, Collins / The Spokesman-Review",
        ),
        ("A  bird (in action on Sunday)", "A bird (in action on Sunday)", ""),
        ("A bird (5)", "A bird (5)", ""),
        ("A bird (9/11)", "A bird (9/11)", ""),
        ("A bird (he/she)", "A bird (he/she)", ""),
        ("A bird (Not Pictured)", "A bird (Not Pictured)", ""),
        ("A bird )", "A bird )", ""),
        ("(Julie Jacobson / AP)", "", "Julie Jacobson / AP"),
        ("", "", ""),
    ],
)
def test_a_caption_comes_apart_from_its_credit(line, caption, credit):
    assert split_caption(line, KNOWN) == (caption, credit)


DATELINES = [
    ("SARGODHA, Pakistan – ", Dateline(city="SARGODHA", region="Pakistan"), "Sargodha, Pakistan"),
    ("ANAHEIM, Calif. – ", Dateline(city="ANAHEIM", region="Calif."), "Anaheim, Calif."),
    ("KEIZER, Ore. – ", Dateline(city="KEIZER", region="Ore."), "Keizer, Ore."),
    ("JOS, Nigeria – ", Dateline(city="JOS", region="Nigeria"), "Jos, Nigeria"),
    ("LAS VEGAS – ", Dateline(city="LAS VEGAS"), "Las Vegas"),
    ("BOSTON – ", Dateline(city="BOSTON"), "Boston"),
    ("BAGHDAD – ", Dateline(city="BAGHDAD"), "Baghdad"),
    ("Acapulco, Mexico – ", Dateline(city="Acapulco", region="Mexico"), "Acapulco, Mexico"),
    (
        "SPOKANE, Wash. (AP) – ",
        Dateline(city="SPOKANE", region="Wash.", agency="AP"),
        "Spokane, Wash.",
    ),
    (
        "SPOKANE, Spokane County – ",
        Dateline(city="SPOKANE", region="Spokane County"),
        "Spokane, Spokane County",
    ),
    ("COEUR D'ALENE – ", Dateline(city="COEUR D'ALENE"), "Coeur d'Alene"),
    (
        "PORT-AU-PRINCE, Haiti – ",
        Dateline(city="PORT-AU-PRINCE", region="Haiti"),
        "Port-au-Prince, Haiti",
    ),
    ("McCALL, IDAHO – ", Dateline(city="McCALL", region="IDAHO"), "McCall, Idaho"),
    ("RIO DE JANEIRO – ", Dateline(city="RIO DE JANEIRO"), "Rio de Janeiro"),
    ("WASHINGTON, D.C. – ", Dateline(city="WASHINGTON", region="D.C."), "Washington, D.C."),
]


@pytest.mark.parametrize(("printed", "dateline", "place"), DATELINES)
def test_a_dateline_is_understood_and_prints_the_same(printed, dateline, place):
    found, rest = parse_dateline(f"{printed}It rained.")
    assert found == dateline
    assert found.place == place
    assert found.as_printed == printed.strip()
    assert rest == "It rained."
    assert print_dateline(dateline) == printed
    assert parse_dateline(printed) == (dateline, "")


@pytest.mark.parametrize("dash", [" - ", " – ", " — ", "—", "- ", " -- ", "\u00a0–\u00a0"])
def test_the_same_place_with_any_dash_is_the_same_place(dash):
    assert parse_dateline(f"BOSTON{dash}It rained.") == (Dateline(city="BOSTON"), "It rained.")


def test_a_lost_dash_is_a_guess():
    dateline, rest = parse_dateline("Toledo, Ohio Democratic hopefuls")
    assert dateline == Dateline(city="Toledo", region="Ohio")
    assert rest == "Democratic hopefuls"
    assert len(dateline.guesses) == 1


def test_a_place_alone_is_a_dateline():
    assert parse_dateline("Boston") == (Dateline(city="Boston"), "")
    assert parse_dateline("JOS, Nigeria") == (Dateline(city="JOS", region="Nigeria"), "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It rained – a lot.",
        "It rained.\n\nBOSTON – And on.",
        "Q – What now?",
        "NOTE – This is new.",
        "GONZAGA 61, HILL 50 – It is over.",
        "SMITH (72) – was first.",
        "Michael, Jordan Smith and others",
        "In Toledo, Ohio, it rained.",
        "Paris, – no",
        "RAINED",
    ],
)
def test_a_text_without_dateline_is_left_alone(text):
    assert parse_dateline(text) == (None, text)


GIVEN_NAMES = ["Mary", "Jean-Luc", "Željko", "J.", "J.R.", "COLIN", "Nataliya", "Øystein", "李"]
SURNAMES = [
    "Smith",
    "Kovač",
    "O'Neill",
    "O\u2019Neill",
    "LaRue",
    "Mcgrath",
    "Tolley-Turner",
    "vasilyeva",
    "de la Cruz",
    "van der Berg",
    "von Trapp",
    "bin Salman",
    "al-Assad",
    "MULVANY",
    "King, Jr.",
    "Hill III",
]
ORGANIZATIONS = [PAPER, "Foreign Policy", "Fish and Wildlife Office", "AP", "Reuters", "Le Monde"]
# Letters that spell none of the words with a meaning of their own in a printed line.
invented = st.text(alphabet="abdéklmnošuz", min_size=4, max_size=9).map(str.capitalize)
names = st.builds(
    lambda given_name, middle, surname: " ".join(filter(None, [given_name, middle, surname])),
    st.sampled_from(GIVEN_NAMES) | invented,
    st.sampled_from(["", "", "A.", "Jane", "A"]),
    st.sampled_from(SURNAMES) | invented,
)
affiliations = st.sampled_from(
    [
        "",
        *ORGANIZATIONS,
        "Staff writer",
        "Managing editor, The Spokesman-Review",
        "Los Angeles Times The Spokesman-Review",
        "Special to The Spokesman-Review",
    ]
)
emails = st.sampled_from(["", "", "garrettc@spokesman.com", "kip.hill+desk@example.co.uk"])
phones = st.sampled_from(["", "", "(509) 459-5135", "509-459-5135", "+370 5 266 0000"])
persons = st.builds(
    PrintedName,
    role=st.sampled_from([Role.BY, Role.PHOTOS_BY, Role.CONTRIBUTOR, Role.BARE]),
    name=names,
    affiliation=affiliations,
    email=emails,
    phone=phones,
)
agencies = st.builds(
    PrintedName,
    role=st.sampled_from([Role.BY, Role.PHOTOS_BY, Role.CONTRIBUTOR, Role.BARE]),
    affiliation=affiliations.filter(bool),
)
packages = st.builds(
    PrintedName,
    role=st.just(Role.PACKAGE),
    name=st.sampled_from(["From staff reports", "From Wire Reports", "Compiled from wire reports"]),
    affiliation=st.sampled_from(["", *ORGANIZATIONS]),
)


@given(st.lists(persons | agencies | packages, max_size=6).map(tuple))
@settings(max_examples=300, deadline=None)
def test_what_prints_is_read_back(printed):
    assert parse_byline(print_byline(printed), ORGANIZATIONS).names == printed


@given(st.lists(names, min_size=1, max_size=6), affiliations)
@settings(deadline=None)
def test_names_that_share_an_affiliation_print_it_once(people, affiliation):
    printed = tuple(by(name, affiliation) for name in people)
    (group,) = byline_groups(printed)
    assert group.text == print_byline(printed)
    assert parse_byline(group.text, ORGANIZATIONS).names == printed


@given(
    st.builds(
        Credit,
        photographer=names | st.just(""),
        organization=st.sampled_from(["", *ORGANIZATIONS]),
        note=st.sampled_from(["", "courtesy", "photo archive", "Courtesy of Nystrom, Olson"]),
    ),
    st.sampled_from(["", "Associated Press"]),
)
@settings(deadline=None)
def test_a_credit_that_prints_is_read_back(credit, second):
    if credit.organization:
        credit = Credit(
            photographer=credit.photographer,
            note=credit.note,
            organization=credit.organization,
            second_organization=second,
        )
    line = print_credit(credit)
    assert parse_credit(line, ORGANIZATIONS) == credit
    if line:
        assert split_caption(f"A bird. ({line})", ORGANIZATIONS) in (
            ("A bird.", line),
            (f"A bird. ({line})", ""),
        )


cities = (
    st.sampled_from(["LAS VEGAS", "ST. LOUIS", "O'FALLON", "SÃO PAULO", "PORT-AU-PRINCE", "JOS"])
    | st.text(alphabet="BCDÉKLŽ", min_size=3, max_size=12)
    | st.sampled_from(["Boston", "Las Vegas"])
)


@given(
    st.builds(
        Dateline,
        city=cities,
        region=st.sampled_from(["", "Wash.", "Pakistan", "Lane County, Ore.", "D.C."]),
        agency=st.sampled_from(["", "AP", "Reuters", "Agence France-Presse"]),
    ),
    st.sampled_from(["", "It rained.", "A – b", "It rained.\n\nAnd on."]),
)
@settings(deadline=None)
def test_a_dateline_that_prints_is_read_back(dateline, rest):
    assert parse_dateline(print_dateline(dateline) + rest) == (dateline, rest)


lines = st.text() | st.lists(
    st.sampled_from(
        [
            *ORGANIZATIONS,
            *AGENCIES,
            "By",
            "and",
            ",",
            ";",
            "\n",
            "/",
            "|",
            "(",
            ")",
            "–",
            "the",
            "The",
            "Photos by",
            "From",
            "contributed to this report.",
            "Staff",
            "writer",
            "Kip",
            "Hill",
            "Jr.",
            "A",
            "kip@example.com",
            "@",
            "(509) 459-5135",
            "May 1, 2018",
            "Buy this photo",
            "courtesy",
            "BOSTON",
            "Ohio",
        ]
    )
).map(" ".join)


@given(lines)
@settings(max_examples=500, deadline=None)
def test_no_text_is_too_strange(text):
    reading = parse_byline(text, ORGANIZATIONS)
    print_byline(reading.names)
    print_credit(parse_credit(text, ORGANIZATIONS))
    split_caption(text, ORGANIZATIONS)
    parse_signature(text, ORGANIZATIONS)
    suggested_name(text)
    organizations_named_in(text, ORGANIZATIONS)
    dateline, rest = parse_dateline(text)
    assert text.endswith(rest)
    if dateline:
        assert dateline.place


@given(lines)
@settings(max_examples=500, deadline=None)
def test_an_organisation_never_becomes_a_person(text):
    for printed in parse_byline(text, ORGANIZATIONS).names:
        assert not is_organization(printed.name, ORGANIZATIONS)
    assert not is_organization(parse_credit(text, ORGANIZATIONS).photographer, ORGANIZATIONS)


@given(lines.map(lambda text: text.replace("(", "").replace(")", "")))
@settings(max_examples=500, deadline=None)
def test_a_credit_put_in_order_once_stays_in_order(text):
    assume("buy this photo" not in text.casefold())
    once = print_credit(parse_credit(text, ORGANIZATIONS))
    assert print_credit(parse_credit(once, ORGANIZATIONS)) == once


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "A ",
        "(",
        ")",
        "AP (",
        "(AP) ",
        "a@",
        "a@b.c",
        "1",
        "aA",
        "A,",
        "Jr.,",
        " ",
        "\n",
        "\nby",
    ]
    + ["/", "a/", "The ", "and ", ";", "- ", "\t-", "AP, Reuters, ", "A, B ", "d'", "Mc", "."],
)
def test_a_hundred_thousand_characters_of_anything_are_read_to_the_end(piece):
    text = piece * (100_000 // len(piece))
    assert not parse_byline(text, KNOWN).names
    assert parse_byline(text[:4000], KNOWN) is not None
    assert len(print_credit(parse_credit(text[:4000], KNOWN))) <= 4000
    assert len(split_caption(text, KNOWN)[0]) <= len(text)
    assert split_caption(f"{text} (Kip Hill / AP)", KNOWN)[1] in ("Kip Hill / AP", "")
    assert not parse_signature(text, KNOWN).names
    assert parse_dateline(text)[0] is None
    assert len(suggested_name(text)) <= len(text) + 1
    assert isinstance(organizations_named_in(text, KNOWN), tuple | list)
