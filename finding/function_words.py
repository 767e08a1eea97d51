"""Words that carry no subject of their own, in English and Russian, folded."""

_ENGLISH = """
a about after again against all also although am among an and any are as at be because been
before being between both but by can could did do does doing don down during each either etc
even ever every few for from further get gets had has have having he her here hers him his how
however i if in instead into is isn it its itself just ll let lets like many may me might more
most much must my neither no nor not of off often on once only onto or other others our ours
out over own per quite rather re really s same shall she should since so some such t than that
the their theirs them then there these they this those though through thus to together too
toward towards under until up upon us ve very via was we well were what when where whether
which while who whom whose why will with within without would yet you your yours
"""

_RUSSIAN = """
а без более больше будем будет будете будешь будто буду будут будучи бы был была были было
быть в вам вами вас ваш ваша ваше вашего вашей вашем вашему ваши вашим вашими ваших вашу вдоль
ведь весь во вокруг вот впрочем все всего всей всем всеми всему всех всю вся вы где да даже
для до должен должна должно должны его ее ей ему если есть еще ж же за зачем здесь и из или им
ими иногда их к каждая каждого каждой каждом каждому каждую каждые каждый каждым кажется как
какая какие каким каких какого какое какой каком какую ко когда кого ком кому конечно которая
которого которое которой котором которому которую которые который которым которыми которых кто
куда ли либо лишь между меня мне много мной могут может можете можно мои моим моих мой моя мы на
над надо нам нами нас наш наша наше нашего нашей нашем нашему наши нашим нашими наших нашу не
него нее ней некоторые некоторых нельзя нем несколько нет ни нибудь ним ними них ничего но
ну нужно о об обо однако он она они оно от ото очень перед по под подо пока помимо после потому
почему почти при про просто против путем раз разве с сам сама сами само самого самой самом
самые самый свое своего своей своем своему свои своим своими своих свой свою своя себе себя
сейчас со собой среди так такая также такие таким таких такого такое такой таком такому такую
там тебе тебя тем теми теперь тех то тобой тогда того тоже той только том тому тот ту тут ты у
уж уже хотя чего чем через что чтоб чтобы чье чьей чьи чья эта эти этим этими этих это этого
этой этом этому этот эту я является являются
"""

FUNCTION_WORDS = frozenset(f"{_ENGLISH} {_RUSSIAN}".split())
