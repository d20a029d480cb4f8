"""What organisations write when they ask or offer, and the lines in it as a person reads them. All written for here.

`SEEN` was looked at while the rules were made, `UNSEEN` only counted: the figures of the second say how well the
rules do with a text that nobody had before.
"""

Line = tuple[str, int, str]
Post = tuple[str, tuple[Line, ...]]

SEEN: tuple[Post, ...] = (
    (
        "我们需要20台笔记本电脑和5箱书，还有志愿者三名",
        (("笔记本电脑", 20, "piece"), ("书", 5, "box"), ("志愿者", 3, "person")),
    ),
    ("20 laptops and five boxes of books for the library", (("laptops", 20, ""), ("books", 5, "box"))),
    ("山区小学急需旧电脑10台，投影仪2台，谢谢。", (("旧电脑", 10, "piece"), ("投影仪", 2, "piece"))),
    (
        "本周六社区义诊，招募医护志愿者6名，另需血压计4台。",
        (("医护志愿者", 6, "person"), ("血压计", 4, "piece")),
    ),
    ("养老院缺成人纸尿裤三十包、轮椅两辆。", (("成人纸尿裤", 30, "pack"), ("轮椅", 2, "piece"))),
    ("可捐赠全新书包150个，联系电话 13800138000。", (("全新书包", 150, "piece"),)),
    ("我司可提供会议室一间，能坐60人，工作日18:00以后免费使用。", (("会议室", 1, "room"),)),
    (
        "急求：\n1. 棉被 200床\n2. 棉衣 350件\n3. 方便面 80箱",
        (("棉被", 200, "bed"), ("棉衣", 350, "piece"), ("方便面", 80, "box")),
    ),
    (
        "GB 19083-2010 标准的N95口罩2000只，YY/T 0969-2013 一次性医用口罩1万只",
        (("N95口罩", 2000, "piece"), ("一次性医用口罩", 10000, "piece")),
    ),
    ("希望得到75%酒精50瓶和84消毒液20桶", (("75%酒精", 50, "bottle"), ("84消毒液", 20, "bottle"))),
    ("机构成立于2012年，现有专职员工8人，服务青少年3000余人次。", ()),
    ("2023年3月15日下午2点，在中山路188号3楼举办讲座，欢迎参加。", ()),
    ("为60岁以上的独居老人寻找陪伴志愿者十二名。", (("陪伴志愿者", 12, "person"),)),
    ("五年级学生42人，需要语文课外书两百本。", (("语文课外书", 200, "copy"),)),
    ("我们去年发放了500份营养包，今年还需要营养包800份。", (("营养包", 800, "copy"),)),
    ("大米1.5吨，食用油100桶，自提。", (("大米", 1500, "kg"), ("食用油", 100, "bottle"))),
    ("需要项目经费5万元，用于购买教具。", (("项目经费", 50000, "cny"),)),
    ("餐费每人每天30元，由我们承担；招募支教老师4位。", (("支教老师", 4, "person"),)),
    (
        "想找一位会计帮我们做年度审计，大约需要10小时的财务咨询。",
        (("会计", 1, "person"), ("财务咨询", 10, "hour")),
    ),
    ("招募3-5名摄影志愿者，4月20日活动当天拍摄。", (("摄影志愿者", 3, "person"),)),
    ("Mate 30手机和iPhone 8都可以，一共要5部手机。", (("手机", 5, "piece"),)),
    ("三间教室要装修，需要油漆桶装12桶，地址：人民路5号院2栋301室。", (("油漆", 12, "bottle"),)),
    ("COVID-19期间，我们为3个村送去了口罩。", ()),
    ("本机构24小时热线 400-123-4567，7天无休。", ()),
    ("儿童绘本（3-6岁）300册，最好是全新的。", (("儿童绘本", 300, "copy"),)),
    ("冬天快到了，孩子们缺手套，大约120双，帽子也要120顶。", (("手套", 120, "pair"), ("帽子", 120, "piece"))),
    ("一次性手套50盒，护目镜30副", (("一次性手套", 50, "box"), ("护目镜", 30, "set"))),
    (
        "We need 2.5 tonnes of rice and 300 blankets by 15 March 2024.",
        (("rice", 2500, "kg"), ("blankets", 300, "")),
    ),
    (
        "Looking for 12 volunteers to read to children on Saturday 9:00-11:30.",
        (("volunteers", 12, "person"),),
    ),
    (
        "Our school has 240 pupils in grade 3 and 15 teachers. We are asking for 40 desks.",
        (("desks", 40, ""),),
    ),
    ("Founded in 2011, we have reached 4,500 families in 12 villages.", ()),
    (
        "Can anyone lend us a van? Also need: tents: 25, sleeping bags: 50",
        (("tents", 25, ""), ("sleeping bags", 50, "")),
    ),
    ("Offering 3 meeting rooms, free on weekday evenings, room 402 seats 30.", (("meeting rooms", 3, ""),)),
    (
        "Short of N95 masks (500) and 3M 1860 respirators (200).",
        (("N95 masks", 500, ""), ("3M 1860 respirators", 200, "")),
    ),
    ("We can offer ten hours of legal advice per month to small charities.", (("legal advice", 10, "hour"),)),
    (
        "Two dozen footballs and 4 pairs of goals wanted for the summer camp 2025.",
        (("footballs", 24, ""), ("goals", 4, "pair")),
    ),
    ("Call 010-62345678 or 13912345678 after 6 pm, ask for Ms Li, age 45.", ()),
    (
        "RMB 30,000 for the printing of a handbook, 1,000 copies of the handbook",
        (("", 30000, "cny"), ("handbook", 1000, "copy")),
    ),
    ("3-5 translators (Chinese-English) needed, about 20 pages, deadline 5 June.", (("translators", 3, ""),)),
    (
        "Donating 15 used desktop computers with Windows 10 and 6 printers.",
        (("used desktop computers", 15, ""), ("printers", 6, "")),
    ),
    (
        "Winter is coming: 200 pairs of children's boots, sizes 28 to 35.",
        (("children's boots", 200, "pair"),),
    ),
    (
        "100 bags of flour, 50 bottles of cooking oil and 30 kg of salt",
        (("flour", 100, "pack"), ("cooking oil", 50, "bottle"), ("salt", 30, "kg")),
    ),
    ("We serve 85 children with autism; a speech therapist could help us 2 times per week.", ()),
    ("One of us will be at gate 2; no one needs to bring anything on the 1st day.", ()),
    (
        "村图书室刚建好，还缺书架6个、桌子10张、椅子40把。",
        (("书架", 6, "piece"), ("桌子", 10, "piece"), ("椅子", 40, "piece")),
    ),
    ("洪水过后急需饮用水500箱，帐篷60顶，手电筒若干。", (("饮用水", 500, "box"), ("帐篷", 60, "piece"))),
    ("公司更新设备，有八成新的显示器35台可以捐出，2019年购入。", (("八成新的显示器", 35, "piece"),)),
    ("招募网页开发志愿者两名，每周投入4小时，为期3个月。", (("网页开发志愿者", 2, "person"),)),
    ("我们是一家服务听障儿童的机构，想要50个助听器电池盒", (("助听器电池盒", 50, "piece"),)),
    ("提供冷藏车3辆，可从郑州运到驻马店，随叫随到，车牌豫A12345", (("冷藏车", 3, "piece"),)),
    ("卫生巾2万包，5月28日月经卫生日前送到云南的12所中学", (("卫生巾", 20000, "pack"),)),
    ("幼儿园3个班，孩子90名，需要午睡床90张，被子90床", (("午睡床", 90, "piece"), ("被子", 90, "bed"))),
    (
        "请一位懂彝语的老师，还有2位护士，9月1日起到昭觉县。",
        (("懂彝语的老师", 1, "person"), ("护士", 2, "person")),
    ),
    (
        "赞助马拉松活动：矿泉水1200瓶，毛巾600条，号码布由我们印。",
        (("矿泉水", 1200, "bottle"), ("毛巾", 600, "piece")),
    ),
    ("百分之八十的家庭年收入不到1万元，三分之一的学生走路超过2小时。", ()),
    ("小额资助20000元，请在12月31日前提交申请表，格式见附件3。", (("小额资助", 20000, "cny"),)),
    ("口罩*3000，防护服*150，额温枪*20", (("口罩", 3000, ""), ("防护服", 150, ""), ("额温枪", 20, ""))),
    ("能借我们十五套音响设备吗？用两天，6月1号还。", (("音响设备", 15, "set"),)),
    (
        "The clinic has run out of gloves. 50 boxes of gloves (size M) would last until May.",
        (("gloves", 50, "box"),),
    ),
    ("Seeking eight mentors for girls aged 14 to 18, one evening a month.", (("mentors", 8, ""),)),
    (
        "We have 60 office chairs and 22 filing cabinets to give away, pick up at 12 Harbour Road.",
        (("office chairs", 60, ""), ("filing cabinets", 22, "")),
    ),
    (
        "Please send: 1) 400 hygiene kits 2) 150 solar lamps 3) 5 water tanks",
        (("hygiene kits", 400, ""), ("solar lamps", 150, ""), ("water tanks", 5, "")),
    ),
    (
        "Last year 320 people joined the run; this year we need 45 marshals and 2,000 paper cups.",
        (("marshals", 45, ""), ("paper cups", 2000, "")),
    ),
    ("A grant of ¥80,000 is sought for a shelter with 16 beds.", (("", 80000, "cny"),)),
    ("I can give 6 hours of accounting help in April.", (("accounting help", 6, "hour"),)),
    ("On 12 May 2008 the earthquake destroyed 7 classrooms.", ()),
    (
        "Fifty winter coats, one hundred and twenty pairs of socks, half a tonne of coal",
        (("winter coats", 50, ""), ("socks", 120, "pair"), ("coal", 500, "kg")),
    ),
    ("Level 2 first-aiders wanted, 4 people, for 3 days at the camp", ()),
    ("流动图书车还差儿童读物400本，能帮忙的机构请留言。", (("儿童读物", 400, "copy"),)),
    (
        "急寻氧气瓶15个、制氧机3台，送到金银潭路12号仓库，收货时间9:00-17:00。",
        (("氧气瓶", 15, "piece"), ("制氧机", 3, "piece")),
    ),
    ("仓库闲置货架二十组，另有叉车一台可借用到6月底。", (("货架", 20, "set"), ("叉车", 1, "piece"))),
    (
        "我们的食堂每天为120位老人做午餐，缺电饭煲2个和大米300公斤。",
        (("电饭煲", 2, "piece"), ("大米", 300, "kg")),
    ),
    ("招募十名大学生志愿者，参加7月5日至7月20日的乡村夏令营。", (("大学生志愿者", 10, "person"),)),
    (
        "现可捐出：儿童轮椅 8 辆，助行器 20 个，腋拐 30 副。",
        (("儿童轮椅", 8, "piece"), ("助行器", 20, "piece"), ("腋拐", 30, "set")),
    ),
    ("第八届环保市集需要帐篷、桌子各20张，音响一套。", (("桌子", 20, "piece"), ("音响", 1, "set"))),
    ("2022年我们走访了36个村，回收旧衣12吨。", ()),
    ("本会持有3A级评估等级，信用代码51110000500000000X，欢迎合作。", ()),
    (
        "需求清单 防护服 200套 隔离衣 150件 医用手套 1000双",
        (("防护服", 200, "set"), ("隔离衣", 150, "piece"), ("医用手套", 1000, "pair")),
    ),
    ("想请律师做两场普法培训，听众约80人，时间定在下周三14:30。", (("普法培训", 2, "trip"),)),
    ("文具套装（含铅笔12支、橡皮2块）共500套，由企业捐赠。", (("文具套装", 500, "set"),)),
    ("我们愿意出资10万元，联合发起乡村女童项目，为期2年。", (("", 100000, "cny"),)),
    ("雨衣兩百件，雨靴一百雙，明日送到災區。", (("雨衣", 200, "piece"), ("雨靴", 100, "pair"))),
    (
        "Our food bank is short of 80 cartons of milk powder and 25 bags of lentils.",
        (("milk powder", 80, "box"), ("lentils", 25, "pack")),
    ),
    (
        "Could a company spare 10 monitors, 10 keyboards and a router?",
        (("monitors", 10, ""), ("keyboards", 10, "")),
    ),
    (
        "We are a team of 9 and look after 130 stray dogs; 40 bags of dog food keep us going for a month.",
        (("dog food", 40, "pack"),),
    ),
    (
        "Volunteer drivers needed: 6 people with own car, Sunday 8 am, Gate 3.",
        (("Volunteer drivers", 6, "person"),),
    ),
    (
        "Free to collect: 200 copies of a first-aid handbook (2019 edition).",
        (("first-aid handbook", 200, "copy"),),
    ),
    ("The hall has 150 seats and can be used on 3 evenings a week.", ()),
    (
        "Request for 1,500 mosquito nets, 600 tarpaulins and 4 generators (5 kW).",
        (("mosquito nets", 1500, ""), ("tarpaulins", 600, ""), ("generators", 4, "")),
    ),
    (
        "We'd welcome five sewing machines for the women's workshop at 88 Lake Street.",
        (("sewing machines", 5, ""),),
    ),
    ("Between 2015 and 2020 we planted 12,000 trees with 300 volunteers.", ()),
    (
        "Wanted: 3 interpreters of sign language, about 2 hours of interpreting on 3 December.",
        (("interpreters of sign language", 3, ""),),
    ),
)

UNSEEN: tuple[Post, ...] = (
    (
        "村小操场需要篮球30个、跳绳100根，体育老师说足球也缺15个。",
        (("篮球", 30, "piece"), ("跳绳", 100, "piece"), ("足球", 15, "piece")),
    ),
    ("捐出旧空调6台，使用不到3年，需自行拆装，联系 0571-88886666。", (("旧空调", 6, "piece"),)),
    ("临终关怀项目招募心理咨询师5位，要求年龄30岁以上，持二级证书。", (("心理咨询师", 5, "person"),)),
    ("求购二手面包车1辆，预算6万元以内。", (("二手面包车", 1, "piece"),)),
    ("本中心现有在册志愿者820人，2021年获得省级表彰。", ()),
    ("我们想要一台打印机和十箱A4纸", (("打印机", 1, "piece"), ("A4纸", 10, "box"))),
    (
        "地震灾区：毛毯800条，睡袋350个，折叠床200张，发电机5台（5千瓦）",
        (("毛毯", 800, "piece"), ("睡袋", 350, "piece"), ("折叠床", 200, "piece"), ("发电机", 5, "piece")),
    ),
    ("愿提供20小时网站维护服务，每周最多3小时。", (("网站维护服务", 20, "hour"),)),
    ("需要3名护士、2名司机，5月1日到5日在岗，包食宿。", (("护士", 3, "person"), ("司机", 2, "person"))),
    ("图书馆可供活动使用的场地有两间，每间80平方米。", (("场地", 2, "room"),)),
    ("牛奶六十箱今天送到，感谢第一小学三年级2班的同学们！", ()),
    (
        "奶粉（一段）40罐、尿不湿（M码）60包，给福利院0-3岁的宝宝。",
        (("奶粉", 40, "bottle"), ("尿不湿", 60, "pack")),
    ),
    (
        "Two wheelchairs and 10 pairs of crutches are needed at the rehab centre.",
        (("wheelchairs", 2, ""), ("crutches", 10, "pair")),
    ),
    ("Our company can lend 4 vans with drivers on 21 and 22 May.", (("vans", 4, ""),)),
    (
        "Needed urgently: 3,000 surgical masks (YY 0469-2011), 200 face shields.",
        (("surgical masks", 3000, ""), ("face shields", 200, "")),
    ),
    ("The village of 1,200 people lost its bridge; donate 50 bags of cement.", (("cement", 50, "pack"),)),
    (
        "Hoping to find 2 graphic designers and a photographer for our 10th anniversary.",
        (("graphic designers", 2, ""),),
    ),
    (
        "We'll give away 35 school bags, 100 notebooks and 12 boxes of pencils on Children's Day.",
        (("school bags", 35, ""), ("notebooks", 100, ""), ("pencils", 12, "box")),
    ),
    (
        "Can offer twenty hours of bookkeeping training over six weeks.",
        (("bookkeeping training", 20, "hour"),),
    ),
    ("Open daily from 9 to 5, 3 minutes from metro line 2.", ()),
    (
        "Request: 15 tents, 60 sleeping mats, 1 generator",
        (("tents", 15, ""), ("sleeping mats", 60, ""), ("generator", 1, "")),
    ),
    ("Please donate seeds: 20 kg of maize, 15 kg of beans.", (("maize", 20, "kg"), ("beans", 15, "kg"))),
    ("A budget of RMB 12,000 would pay for 60 hearing tests.", (("", 12000, "cny"),)),
    ("Ages 6 to 12 welcome; tutor wanted for 8 children, Tuesdays 4-6 pm.", ()),
)
