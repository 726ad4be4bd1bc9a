"""How to save a file so that it can be imported, in the words of Excel's menus (English, then Swedish)."""

AS_WORKBOOK = (
    "open it in Excel, choose File > Save As > Excel Workbook (Arkiv > Spara som > Excel-arbetsbok), "
    "and import the new .xlsx file"
)
COPIED = (
    "copy the table to a new workbook in Excel, save that as Excel Workbook (Excel-arbetsbok), "
    "and import the .xlsx file"
)
FROM_NUMBERS = (
    "in Numbers, choose File > Export To > Excel (Arkiv > Exportera till > Excel), and import the new .xlsx file"
)
FROM_SHEETS = "in Google Sheets, choose File > Download > Microsoft Excel (.xlsx) (Arkiv > Ladda ned), and import that"
FROM_PICTURE = "write the table in Excel, save it as Excel Workbook (.xlsx), and import that"
FROM_MAIL = "save the file that is attached to it, and import that"
SHORTCUT = "import the file that it leads to (right-click it, choose Open file location, Öppna filens plats)"
NOT_WHOLE = "wait until it is downloaded or saved, or download it again, and import the finished file"
NOT_PERMITTED = (
    "you have no right to it. Close it in other programs, copy it to a folder of your own and import the copy, or ask "
    "the one who owns it"
)
NOT_READABLE = "copy it to a folder on your own disk, and import the copy"
OR_WORKBOOK = "or save the table in Excel as an Excel Workbook (.xlsx) and import that"
UNPACKED = "unpack it, and import the .xlsx, .csv or .json file within"
AS_CSV = (
    "open the original in Excel, see that å, ä and ö are right, choose File > Save As > CSV UTF-8 "
    "(Arkiv > Spara som > CSV UTF-8), and import the new file"
)
