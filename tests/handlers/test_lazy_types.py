"""aiogram's types are not built when the bot starts, and are there as soon as they are used."""

from aiogram.methods import SendInvoice
from aiogram.types import LabeledPrice, PassportData, Update


def test_built_at_first_use() -> None:
    assert not PassportData.__pydantic_complete__  # which nobody uses
    assert not SendInvoice.__pydantic_complete__
    chat = {"id": 7, "type": "private"}
    passport = {
        "data": [{"type": "address", "hash": "x"}],
        "credentials": dict.fromkeys(("data", "hash", "secret"), "y"),
    }
    message = {"message_id": 1, "date": 1, "chat": chat, "passport_data": passport}
    update = Update.model_validate({"update_id": 3, "message": message})
    assert update.message
    assert update.message.passport_data
    assert update.message.passport_data.data[0].type == "address"
    assert PassportData.model_validate(passport) == update.message.passport_data
    prices = [LabeledPrice(label="z", amount=5)]
    invoice = SendInvoice(chat_id=7, title="a", description="b", payload="c", currency="VND", prices=prices)
    assert invoice.prices[0].amount == 5
