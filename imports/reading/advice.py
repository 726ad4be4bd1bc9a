"""How to save a file so that it can be imported, in the words of Excel's menus (English, then Swedish)."""

AS_WORKBOOK = (
    "open it in Excel, choose File > Save As > Excel Workbook (Arkiv > Spara som > Excel-arbetsbok), "
    "and import the new .xlsx file"
)
AS_CSV = (
    "open the original in Excel, see that å, ä and ö are right, choose File > Save As > CSV UTF-8 "
    "(Arkiv > Spara som > CSV UTF-8), and import the new file"
)
