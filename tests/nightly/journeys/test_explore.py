from pathlib import Path
import pytest
from kit.browsing import settled, shot
from kit.demos import DemoIn
from sakimori.clock import today
pytestmark = pytest.mark.browser
def test_x(serve, demo_in: DemoIn, page, tmp_path):
    demo_in(tmp_path, today())
    s = serve("app.py", home=tmp_path)
    page.goto(f"{s.address}/party?lang=ja"); settled(page, chooses=False)
    shot(page,"x0")
    page.locator(".st-key-who_us02 button").click(); settled(page)
    page.goto(f"{s.address}/parties?lang=ja&q=つむぎ"); settled(page)
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    page.mouse.click(box["x"] + 16, box["y"] + 47); settled(page)
    u=page.url
    print(u)
    page.goto(u+"&tab=facts"); settled(page)
    page.locator(".st-key-facts_edit button").click(); settled(page)
    d=page.get_by_role("dialog")
    d.get_by_label("住所").fill("東京都架空区九丁目"); page.keyboard.press("Tab"); settled(page); shot(page,"x1")
    page.reload(); settled(page); page.wait_for_timeout(1500); shot(page,"x2")
    print(page.get_by_role("dialog").count(), page.url)
    page.goto(f"{s.address}/parties?lang=ja&q=株式会社"); settled(page)
    page.get_by_test_id("stMain").get_by_text("出力").first.click(); settled(page); shot(page,"x3")
    with page.expect_download() as got: page.get_by_role("button", name="Excel").first.click()
    import openpyxl
    wb=openpyxl.load_workbook(got.value.path())
    print([[c.value for c in r] for r in wb.worksheets[1].rows])
    page.goto(f"{s.address}/slip?lang=ja"); settled(page); shot(page,"x4")
