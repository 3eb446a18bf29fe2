"""Places as datelines spell them: states, countries, and the cities that stand alone.

Data and spelling only; it knows no map and no page of a place.
"""

import re

STATES = (
    "Ala., Alaska, Ariz., Ark., Calif., Colo., Conn., Del., Fla., Ga., Hawaii, Idaho, Ill., Ind., "
    "Iowa, Kan., Ky., La., Maine, Md., Mass., Mich., Minn., Miss., Mo., Mont., N.C., N.D., N.H., "
    "N.J., N.M., N.Y., Neb., Nev., Ohio, Okla., Ore., Pa., R.I., S.C., S.D., Tenn., Texas, Utah, "
    "Va., Vt., W.Va., Wash., Wis., Wyo., D.C., Alabama, Arizona, Arkansas, California, Colorado, "
    "Connecticut, Delaware, Florida, Georgia, Illinois, Indiana, Kansas, Kentucky, Louisiana, "
    "Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska, "
    "Nevada, New Hampshire, New Jersey, New Mexico, New York, North Carolina, North Dakota, "
    "Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, South Dakota, Tennessee, "
    "Vermont, Virginia, Washington, West Virginia, Wisconsin, Wyoming, Puerto Rico, Guam, "
    "Alberta, British Columbia, Manitoba, New Brunswick, Newfoundland, Nova Scotia, Ontario, "
    "Prince Edward Island, Quebec, Saskatchewan, Yukon, B.C."
)
COUNTRIES = (
    "Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, "
    "Azerbaijan, Bahamas, Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bhutan, "
    "Bolivia, Bosnia, Bosnia-Herzegovina, Botswana, Brazil, Brunei, Bulgaria, Burkina Faso, "
    "Burma, Burundi, Cambodia, Cameroon, Canada, Cape Verde, Central African Republic, Chad, "
    "Chile, China, Colombia, Comoros, Congo, Costa Rica, Croatia, Cuba, Cyprus, Czech Republic, "
    "Denmark, Dominica, Dominican Republic, East Timor, Ecuador, Egypt, El Salvador, England, "
    "Equatorial Guinea, Eritrea, Estonia, Eswatini, Ethiopia, Fiji, Finland, France, Gabon, "
    "Gambia, Gaza Strip, Germany, Ghana, Greece, Greenland, Grenada, Guatemala, Guinea, "
    "Guinea-Bissau, Guyana, Haiti, Honduras, Hungary, Iceland, India, Indonesia, Iran, Iraq, "
    "Ireland, Israel, Italy, Ivory Coast, Jamaica, Japan, Jordan, Kazakhstan, Kenya, Kosovo, "
    "Kuwait, Kyrgyzstan, Laos, Latvia, Lebanon, Lesotho, Liberia, Libya, Liechtenstein, "
    "Lithuania, Luxembourg, Macedonia, Madagascar, Malawi, Malaysia, Maldives, Mali, Malta, "
    "Mauritania, Mauritius, Mexico, Moldova, Mongolia, Montenegro, Morocco, Mozambique, Myanmar, "
    "Namibia, Nepal, Netherlands, New Zealand, Nicaragua, Niger, Nigeria, North Korea, "
    "North Macedonia, Northern Ireland, Norway, Oman, Pakistan, Palau, Panama, "
    "Papua New Guinea, Paraguay, Peru, Philippines, Poland, Portugal, Qatar, Romania, Russia, "
    "Rwanda, Samoa, Saudi Arabia, Scotland, Senegal, Serbia, Seychelles, Sierra Leone, Slovakia, "
    "Slovenia, Solomon Islands, Somalia, South Africa, South Korea, South Sudan, Spain, "
    "Sri Lanka, Sudan, Suriname, Swaziland, Sweden, Switzerland, Syria, Taiwan, Tajikistan, "
    "Tanzania, Thailand, Togo, Tonga, Trinidad and Tobago, Tunisia, Turkey, Turkmenistan, Uganda, "
    "Ukraine, United Arab Emirates, Uruguay, Uzbekistan, Vanuatu, Venezuela, Vietnam, Wales, "
    "West Bank, Yemen, Zambia, Zimbabwe"
)
CITIES_STANDING_ALONE = (
    "Amsterdam, Athens, Atlanta, Baghdad, Baltimore, Bangkok, Beijing, Beirut, Berlin, Boston, "
    "Brussels, Cairo, Chicago, Cincinnati, Cleveland, Dallas, Denver, Detroit, Djibouti, Dublin, "
    "Geneva, Gibraltar, Guatemala City, Havana, Helsinki, Hong Kong, Honolulu, Houston, "
    "Indianapolis, Islamabad, Istanbul, Jerusalem, Johannesburg, Kabul, Kuwait City, Las Vegas, "
    "London, Los Angeles, Luxembourg, Macau, Madrid, Mexico City, Miami, Milan, Milwaukee, "
    "Minneapolis, Monaco, Montreal, Moscow, Munich, New Delhi, New Orleans, New York, "
    "Oklahoma City, Panama City, Paris, Philadelphia, Phoenix, Pittsburgh, Prague, Quebec City, "
    "Rio de Janeiro, Rome, Salt Lake City, San Antonio, San Diego, San Francisco, San Marino, "
    "Sao Paulo, Seattle, Seoul, Shanghai, Singapore, Spokane, St. Louis, Stockholm, Sydney, "
    "Tokyo, Toronto, United Nations, Vatican City, Vienna, Washington, Zurich"
)
REGIONS = {region.casefold(): region for region in f"{STATES}, {COUNTRIES}".split(", ")}
# Region names that as often stand before a surname or open a company's name.
REGIONS_ALSO_NAMES = frozenset(
    {"Chad", "Georgia", "Israel", "Jordan", "Montana", "Virginia", "Washington"}
)
STANDING_ALONE = frozenset(CITIES_STANDING_ALONE.casefold().split(", "))
LOWER_OPENING = re.compile(r"\bMc(?=[A-Z])|\bd['\u2019]|\bal-")
LOWER_PARTICLES = frozenset({"al", "and", "au", "de", "del", "do", "of", "sur", "the"})


def normal_place(printed: str) -> str:
    """A city or region in the spelling a reader expects: "COEUR D'ALENE" is Coeur d'Alene.

    Shape: what is not all capitals is kept as it is.
    """
    if printed.casefold() in REGIONS:
        return REGIONS[printed.casefold()]
    capitals = LOWER_OPENING.sub(lambda opening: opening[0].upper(), printed)
    if not capitals.isupper():
        return printed
    words = capitals.split(" ")
    return " ".join(_normal_word(word, is_first=index == 0) for index, word in enumerate(words))


def _normal_word(word: str, *, is_first: bool) -> str:
    if word.casefold() in LOWER_PARTICLES and not is_first:
        return word.casefold()
    if word.count(".") > 1:
        return word
    return "-".join(
        part.casefold() if index and part.casefold() in LOWER_PARTICLES else _normal_part(part)
        for index, part in enumerate(word.split("-"))
    )


def _normal_part(part: str) -> str:
    opening, apostrophe, rest = part[:1], part[1:2], part[2:]
    if apostrophe in ("'", "\u2019") and rest:
        return (opening.lower() if opening == "D" else opening) + apostrophe + rest.capitalize()
    if part.startswith("MC") and len(part) > 4:
        return f"Mc{part[2:].capitalize()}"
    return "/".join(piece.capitalize() for piece in part.split("/"))
