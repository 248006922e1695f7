const guessedFirst = `
password password1 password12 password123 password1234 passw0rd p@ssw0rd p@ssword pa$$word passwort mypassword
iloveyou iloveyou1 iloveyou2 loveyou1 sunshine sunshine1 princess princess1 football football1 baseball
baseball1 basketball superman superman1 batman123 spiderman pokemon1 pokemon123 starwars starwars1 computer
computer1 internet samsung1 whatever whatever1 trustno1 welcome1 welcome123 welcome12 letmein1 letmein123
admin123 admin1234 administrator adminadmin root1234 changeme changeme1 changeme123 default1 secret123
secret12 test1234 test12345 testtest testing1 guest123 user1234 login123 qwerty123 qwerty12 qwerty1234
qwerty12345 qwertyui qwer1234 1q2w3e4r 1q2w3e4r5t 1qaz2wsx q1w2e3r4 q1w2e3r4t5 zaq12wsx zaq1zaq1 asdf1234
asdfasdf asdfghjkl1 zxcvbnm1 abcd1234 abc12345 abcdef123 a1b2c3d4 aa123456 a1234567 a12345678 1234qwer
12341234 12344321 123123123 11223344 1122334455 121212121 123454321 12345678a 123456789a 1234567a 123456abc
123qwe123 123abc123 147258369 159357159 741852963 789456123 987654321a 88888888a 69696969 michael1 jennifer
jessica1 michelle charlie1 jordan23 daniel123 anthony1 ashley123 nicole123 thomas123 matthew1 robert123
andrew123 liverpool liverpool1 chelsea1 arsenal1 barcelona manchester juventus realmadrid dragon123 monkey123
shadow123 master123 killer123 mustang1 corvette mercedes porsche1 chocolate butterfly butterfly1 flower123
rainbow1 cheese123 cookie123 freedom1 blessed1 jesus123 jesuschrist heaven777 forever1 lovelove lovely123
babygirl babygirl1 darling1 sweetheart honey123 football12 soccer123 hockey123 summer123 winter123 spring123
autumn123 summer2023 summer2024 summer2025 summer2026 winter2024 winter2025 winter2026 january1 december1
google123 facebook facebook1 youtube1 linkedin twitter1 minecraft fortnite roblox123 pakistan indonesia
australia america1 india123 hello123 hello1234 helloworld goodluck lucky123 something nothing1 anything
access14 q2w3e4r5 qazwsxedc qazwsx123 poiuytrewq lkjhgfdsa mnbvcxz1 asdqwe123 zxcasdqwe pass1234 pass12345
pass123word passpass passcode parola123 contraseña motdepasse senha123 selvedge selvedge1
`;

/** Passwords of eight characters and more that are tried first by everyone who guesses; in lower case. */
export const commonPasswords: ReadonlySet<string> = new Set(guessedFirst.trim().split(/\s+/));
