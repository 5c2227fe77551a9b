#!/usr/bin/env python3
"""Makes the subset font of stamps and documents from Debian's fonts-noto-cjk.

What it is for: `HandheldStampSans-Regular.otf` beside this script, the one font the program carries.
What it leaves to others: drawing (crates/photo, crates/reports) and the licence (OFL.txt).

    apt-get install fonts-noto-cjk fonttools
    /usr/bin/python3 make_subset.py

The characters are GB 2312 (asked of Python's own codec), printable Latin-1, the symbols a measurement or a note needs,
and characters of personal and place names that GB 2312 leaves out.
"""

import sys
from fontTools import subset
from fontTools.ttLib import TTCollection

SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
TARGET = "HandheldStampSans-Regular.otf"
FAMILY = "Handheld Stamp Sans"
POSTSCRIPT = "HandheldStampSans-Regular"

SYMBOLS = (
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2018\u2019\u201c\u201d\u2020\u2022\u2026\u2030\u2032\u2033\u203b\u20ac\u2103"
    "\u2109\u2116\u2122\u2126\u2190\u2191\u2192\u2193\u2212\u2213\u221a\u221e\u2220\u2248\u2260\u2264\u2265\u2300"
    "\u25a0\u25a1\u25b2\u25b3\u25c6\u25c7\u25cb\u25cf\u2605\u2606\u2713\u2714\u2717\u3007\u3010\u3011\u33a1\u33a5\u33a2"
    "\u338f\u339c\u339d\u339e\uffe5\u3000\u3001\u3002\u300a\u300b\u300c\u300d\u300e\u300f"
)

# Names: characters in daily use that GB 2312 (1980) does not know.
NAMES = (
    "喆堃珺玥璟祎翀昇旻赟甯彧煊珈镕垚犇淼骉瑄琇珩琎玮珅瑀璠瓅璘璆瑢璐玹玙玘珏珣珮琤琚瑗瑱璇璈璞璨瓒烜焜煜煐熠燚燊炆炘炜"
    "昉昕昶晅晔晞晟晗晙暄暐暕曈曌朸杋柟栩桢梽棪椤楒榗樾橦檑毓沄沅沩泂洺洢浈浥浠涬淏淇淞渌湉湜溦滢漪潆潞澍澔澧濛瀚灏"
    "芃芊芮苡苪茜荑荭莛莜菀菡萁葳蒗蓁蓥蔺薏藜蘅钊钰钲铄铖铧锟锴锶镔镠鎏鑫鋆韬韪颋颉頔颀飏飚馡骎骁骐骞骢鲲鸢鹍鹂麒麟"
    "佷侃俍俣倓偲傒僖儇儁兖劼勍勖劭劢卣卲厐吒呔咏哿唢喤嗪嘏噙圊圳圩坨坭坯垟垞垭垴垱埇埕埗埼堌堉堽塆塬墕墈壸夆奡妍妘妤妧"
    "姁姃姈姞姮姝娅娉娴婕婧婳媖媛嫕嫣嬿孖孜孟宓宸寤岍岚岜岙岢峁峂峣崀崂崃崟嵊嵋嵘嵩嶂嶒巇帏幪庥廑弢弨彬彭徕忞忻怀怡怿恺悃"
    "悫惇愔愫慆慜懋懿戢扆抃拊挹捷掞揆揭撷攸敉敔敩斌斐旸旼昊昌昙昤昱晁晳暲曦朓朔杲枥栎栻桓梓棂棋楠楹榕樊橙檀欣歆毅沁沐沚沛"
    "沣泓泠泱洄洹浏浔浚涓涔涪淅淙淦淳渝渭湄湘溧滉滏漳漷潇潼澜濂濠瀛炅炎烨焕焘煦熙熹燏燿爽牧犀猷玎玕玚玠玢玦玫珂珉珊珥琀琅琏琛"
    "琦琨琪琬琮琰琳琴琼瑁瑆瑑瑛瑜瑞瑟瑭瑶瑾璀璋璎璜璧瓊畅畋畯皓皞盱睿瞳矩砻硕碁碧磊祁祈祐祗祚祜祥祯祺禀禄禛禟禧稷穆竑竣筠筱箐"
    "篪籁绂绍绎绚绛绡绥绪绮绯绶缃缇缦缨羡翊翎翙翚翛翮翾耘聃聪肇胤臻舒舫艺芗芝芩芷芸苓苒苕苾茂茗荃荇荞荟荣莘莞莲莹菁菲萌萍萱葆葭"
    "蓉蓓蓝蔚蔼蕃蕊蕙蕤蕴薇薛藉藻蘇虔虹蛟蜀衍衎裔裕裴褆谌谟谦谧谨豫贇赜赫赪越跻轩轶辂辉辰迅迪逄逍逸遒遥邈邓邕邗邛邝邢邦邯邰邱邳"
    "邴邵邺邾郃郄郅郇郏郓郗郛郜郝郢郦郧郫郯郴郸郾鄂鄄鄘鄜鄞鄢鄣鄫鄯鄱鄹酂醴釐铠铭铮锋锐锜锡锦锷镇镐镒镛镜镝镡闳闵闻闿阆阔阙陂"
    "陇陈陉陟陬隆隗隽雍雎雯雱霁霄霆霈霏霓霖霞霭靓靖静韡韫韵颖颢飒飙馥馨驰驹驿骅骆骏骥魁魏鲁鸣鸾鸿鹏鹤鹭麓黎黛黟黻鼐齐龑龙龚"
    "囍甪甴洣浛淠溇漖瀍灞畈畲疁硚硙碶磏礐礵秭穰窊窑笏筜簰纻罘耒胗脎舾艋苴茌荥莨菏蓟蕲藁蚶蛳蠡豳赉赣轵迓迤逯郿铜锑镕隰靰颍鲅鲘"
    "㙍㛃㛹㠓㧑㭎㮾㳇㳘㳚㸌㻏㻬㼆㽏䀚䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)


def characters() -> set[int]:
    """Every character the stamp can draw."""
    wanted = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                wanted.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    wanted |= set(range(0xFF01, 0xFF5F))
    wanted |= {ord(c) for c in SYMBOLS + NAMES}
    return wanted


def rename(font) -> None:
    """Gives the subset its own name: neither a reserved font name nor the trademark of the original."""
    names = font["name"]
    kept = [r for r in names.names if r.nameID in (0, 13, 14) and r.langID == 1033]
    names.names = kept
    for name_id, text in (
        (1, FAMILY),
        (2, "Regular"),
        (3, f"1.0;{POSTSCRIPT}"),
        (4, FAMILY),
        (5, "Version 1.0; a subset, see README.md beside it"),
        (6, POSTSCRIPT),
    ):
        names.setName(text, name_id, 3, 1, 1033)
    cff = font["CFF "].cff
    cff.fontNames = [POSTSCRIPT]
    top = cff.topDictIndex[0]
    top.FullName = FAMILY
    top.FamilyName = FAMILY
    for part in getattr(top, "FDArray", []):
        part.FontName = POSTSCRIPT


def main() -> int:
    font = next(f for f in TTCollection(SOURCE).fonts if f["name"].getDebugName(1) == "Noto Sans CJK SC")
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 13, 14]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
    maker = subset.Subsetter(options)
    wanted = characters()
    maker.populate(unicodes=wanted)
    maker.subset(font)
    rename(font)
    font["head"].created = font["head"].modified = 3_786_912_000
    font.recalcTimestamp = False
    font.save(TARGET)
    covered = set(font["cmap"].getBestCmap())
    print(f"{len(covered)} characters, {len(wanted - covered)} asked for and not in the source", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
