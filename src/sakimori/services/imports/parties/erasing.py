"""What imports remember of a contact, taken out when the contact is erased."""

from __future__ import annotations

from sakimori.services.imports.parties.memory import recall
from sakimori.services.kernel.unit import Change


def forget_contact(change: Change, contact_id: str) -> None:
    """Take the values of a contact out of every remembered row that went into it."""
    rows = change.query(
        "SELECT third_party_id, source, body, batch_id FROM imported_row WHERE body LIKE :contact",
        contact=f"%{contact_id}%",
    )
    for row in rows:
        home = str(row["third_party_id"])
        memory = recall(home, str(row["body"]), str(row["batch_id"]), home=home)
        if memory.contact_id == contact_id:
            change.engine.execute(
                "UPDATE imported_row SET body = :body WHERE third_party_id = :home AND source = :source",
                {"body": memory.without_contact().body(), "home": home, "source": str(row["source"])},
            )
