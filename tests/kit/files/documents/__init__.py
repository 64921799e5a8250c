"""Contracts, certificates and reports that tests make as real files, with what a reader should find in them.

Each is one TOML file in a folder (`texts/` here): the text, and beside it the truth. `made` builds the file, `measure`
compares what our readers propose with the truth:

    python -m kit.files.documents.measure FOLDER

The keys of a file:

    kind        "contract", "certificate" or "report"
    language    "ja" or "en"
    form        "pdf" (the default, set by typst) or "docx"
    size        size of the letters in points (default 10.5)
    columns     1 (the default) or 2
    text        the document, a block a line (see below)
    sets        contract: the clause sets whose clauses are looked for, such as ["ITK"]
    [clauses]   contract: for each clause of these sets that the text holds, the words that carry it, taken from the
                text letter for letter (blanks and line breaks count for nothing); several where several places do.
                A clause of the sets that is not named here is absent, and a proposal for it is a wrong one.
    [fields]    the facts that the text states; a fact that is not named is not stated, and a proposal for it is wrong
    unclear     facts that can be read in two ways (03/04/2026): no proposal, or at least two

The blocks of `text`: `# title`, `## heading`, `| cell | cell |` a row of a table, `---` a new page, `@header words` and
`@footer words` on every page (`{page}` there is the number), `(blank)` an empty page as a scan leaves it, any other
line a paragraph. Empty lines say nothing.

The facts of a contract: `parties` (names), `numbers` (法人番号, 13 digits), `signed_on`, `start_on`, `end_on` (days),
`open_ended` (true), `auto_renews` (true or false), `renewal_months` (a number), `notice` ("90 days" or "3 months"),
`governing_law` (two letters, "JP"), `breach_notice_hours` (a number; "3 business days" is none).

Of a certificate: `holder`, `scheme` (a value of `Scheme`), `number`, `standard_edition` ("ISO/IEC 27001:2022"),
`scope`, `issuer`, `issued_on`, `valid_until`.

Of a report: `report` ("SOC2_T1", "SOC2_T2", "ISAE3402_T1", "ISAE3402_T2" or "WHITE_PAPER"), `holder`, `issuer` (who
signed it), `issued_on`, `period_from`, `period_until` (for a day: `period_until` alone), `opinion` ("unqualified",
"qualified", "adverse", "disclaimer"), `controls` (the ids of all controls described), `exceptions` (the ids of controls
with a deviation noted), `sub_processors` (names of sub-service organisations or sub-processors).
"""
